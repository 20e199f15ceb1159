import { virtRun, type VirtRun } from '@reprise/vm/testing';
import { describe, expect, it } from 'vitest';
import { describeCrash } from '../show/describe-crash.ts';
import { SymbolTable } from '../symbols/symbol-table.ts';
import { end, printer, runToCrash } from '../testing/programs.ts';
import { Backtraces } from '../unwind/backtrace.ts';
import { captureCrash, resymbolise } from './capture.ts';
import { CrashRecordError, decodeCrashRecord, encodeCrashRecord, type CrashRecord } from './crash-record.ts';

/** Two functions, of which the second goes wrong. */
const PROGRAM = `
  li sp, 0x80200000
  call first
  j .
first: addi sp, sp, -16
  sd ra, 8(sp)
  call second
  ld ra, 8(sp)
  addi sp, sp, 16
  ret
second: addi sp, sp, -16
  sd ra, 8(sp)
  li a0, 0
  call print_line
${end(0x3_3333)}
${printer('it was \u001b[31mred')}
`;

interface Captured {
  readonly crash: CrashRecord;
  readonly symbols: SymbolTable;
}

function capture(program = PROGRAM, names: readonly string[] = ['first', 'second'], harts = 1): Captured {
  const virts: VirtRun[] = [];
  const crash = runToCrash((console) => {
    const virt = virtRun(program, { console, smp: harts });
    virts.push(virt);
    return virt.run;
  }, { patterns: [], budget: 100_000 });
  const [virt] = virts;
  if (!crash || !virt) throw new Error('it did not crash');
  const { run, symbol } = virt;
  const symbols = new SymbolTable(names.map((name) => ({ name, start: symbol(name), size: 0n, isFunction: true })));
  return { crash: captureCrash(run, crash, new Backtraces(run, symbols), symbols), symbols };
}

describe('the record of a crash', () => {
  const { crash, symbols } = capture();

  it('says what happened', () => {
    expect(crash).toMatchObject({
      format: 'reprise-crash', version: 1, cause: { kind: 'failure', exitCode: 3 }, hart: 0, console: 'it was \u001b[31mred\n',
      signature: { title: 'ended with code 3', frames: ['second', 'first'] },
    });
    expect(crash.harts[0]?.x.length).toBe(32);
    expect(crash.harts[0]?.csrs['mhartid']).toBe(0n);
    expect(crash.state).toMatch(/^sha256:/);
  });

  it('is the same text for the same crash, and is read back', () => {
    const text = encodeCrashRecord(crash);
    expect(encodeCrashRecord(capture().crash)).toBe(text);
    expect(decodeCrashRecord(text)).toEqual(crash);
    expect(encodeCrashRecord(decodeCrashRecord(text))).toBe(text);
  });

  it('can be given symbols later', () => {
    const { crash: bare } = capture(PROGRAM, []);
    expect(bare.signature.frames).toEqual([]);
    const hash = (): Uint8Array => new Uint8Array(32);
    expect(resymbolise(bare, symbols, hash).signature).toEqual({ ...crash.signature, id: '0'.repeat(16) });
  });

  it('can be shown without harm to a terminal', () => {
    const text = describeCrash(crash);
    expect(text).toContain('the guest ended the machine with code 3');
    expect(text).toMatch(/#0 {3}M 00000000800000[0-9a-f]{2} second\+0x/);
    expect(text).toContain('| it was .[31mred');
    expect(text).not.toContain('\u001b');
  });

  it('of a hang says what the hart was in all the time', () => {
    const loop = 'li sp, 0x80200000\n call main\nmain: addi sp, sp, -16\n sd ra, 8(sp)\nagain: call work\n j again\nwork: addi t0, t0, 1\n addi t0, t0, 1\n ret';
    const { crash: hang } = capture(loop, ['main', 'work'], 2);
    expect(hang.signature).toMatchObject({ title: 'no progress', frames: ['main'] });
    expect(decodeCrashRecord(encodeCrashRecord(hang))).toEqual(hang);
    expect(describeCrash(hang)).toContain('100000 instructions without progress');
  });
});

describe('a text that is no record', () => {
  const text = encodeCrashRecord(capture().crash);
  const changed = (from: string | RegExp, to: string): string => text.replace(from, to);

  it.each([
    ['no JSON', '{', 'it is no JSON'],
    ['something else', '[]', 'crash: expected a map'],
    ['another version', changed('"version": 1', '"version": 9'), 'it is of version 9; known is 1'],
    ['an unknown key', changed('"hart":', '"what": 1, "hart":'), 'crash.what: expected no such key'],
    ['a missing key', changed(/"icount": \d+,/, ''), 'crash.icount: expected a value'],
    ['an unknown cause', changed('"failure"', '"whim"'), 'crash.cause.kind: expected one of'],
    ['a bad number', changed(/"icount": \d+/, '"icount": 1.5'), 'crash.icount: expected an integer'],
    ['a bad register', changed(/"pc": "0x/, '"pc": "0x0'), 'hex digits'],
  ])('(%s) is refused', (_, bad, message) => {
    expect(() => decodeCrashRecord(bad)).toThrow(CrashRecordError);
    expect(() => decodeCrashRecord(bad)).toThrow(message);
  });

  it('is refused whatever it is, and nothing else happens', () => {
    let state = 11;
    const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
    const pieces = ['{', '}', '[', ']', '"', ':', ',', '-1', '1e999', 'null', '"__proto__"', '\\u0000', '9007199254740993', '0x'];
    for (let round = 0; round < 2000; round++) {
      const at = random(text.length);
      const bad = text.slice(0, at) + (pieces[random(pieces.length)] ?? '') + text.slice(at + random(20));
      try {
        encodeCrashRecord(decodeCrashRecord(bad));
      } catch (error) {
        expect(error).toBeInstanceOf(CrashRecordError);
      }
    }
  });
});
