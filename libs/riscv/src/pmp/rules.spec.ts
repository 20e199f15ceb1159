import { describe, expect, it } from 'vitest';
import { MIXED, Permission, PmpRules } from './rules.ts';

const { READ, WRITE, EXECUTE, ALL } = Permission;
const TOR = 1 << 3;
const NA4 = 2 << 3;
const NAPOT = 3 << 3;
const LOCK = 0x80;

type Entry = readonly [cfg: number, address: bigint];

/** Rules from pmpcfg bytes and pmpaddr values, entry 0 first. */
function rules(...entries: readonly Entry[]): PmpRules {
  const bytes = new Uint8Array(16 + 16 * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, [cfg, address]] of entries.entries()) {
    view.setUint8(index, cfg);
    view.setBigUint64(16 + index * 8, address, true);
  }
  const made = new PmpRules(16);
  made.rebuild(new Int32Array(bytes.buffer), 0, 4);
  return made;
}

const everything: Entry = [NAPOT | ALL, (1n << 54n) - 1n];

describe('address matching (§3.7.1)', () => {
  it.each<[string, Entry[], number, number, boolean]>([
    ['nothing matches', [], 0x8000_0000, 4, false],
    ['an entry that is off', [[ALL, 0x2000_0000n]], 0x8000_0000, 4, false],
    ['NA4: its bytes', [[NA4 | READ, 0x2000_0000n]], 0x8000_0000, 4, true],
    ['NA4: a byte in it', [[NA4 | READ, 0x2000_0000n]], 0x8000_0003, 1, true],
    ['NA4: after it', [[NA4 | READ, 0x2000_0000n]], 0x8000_0004, 1, false],
    ['NA4: in part', [[NA4 | READ, 0x2000_0000n], everything], 0x8000_0000, 8, false],
    ['NAPOT of 8: its bytes', [[NAPOT | READ, 0x2000_0000n]], 0x8000_0000, 8, true],
    ['NAPOT of 8: before it', [[NAPOT | READ, 0x2000_0002n]], 0x8000_0007, 1, false],
    ['NAPOT of 4096: its last bytes', [[NAPOT | READ, 0x2000_01ffn]], 0x8000_0ff8, 8, true],
    ['NAPOT of 4096: after it', [[NAPOT | READ, 0x2000_01ffn]], 0x8000_1000, 1, false],
    ['NAPOT of 2^34 bytes at 2^34', [[NAPOT | READ, 0x1_7fff_ffffn]], 2 ** 34, 8, true],
    ['NAPOT of 2^34 bytes at 2^34: before', [[NAPOT | READ, 0x1_7fff_ffffn]], 2 ** 34 - 1, 1, false],
    ['NAPOT of 2^35 bytes at 2^35: end', [[NAPOT | READ, 0x2_ffff_ffffn]], 2 ** 36 - 8, 8, true],
    ['NAPOT of 2^35 bytes at 2^35: after', [[NAPOT | READ, 0x2_ffff_ffffn]], 2 ** 36, 8, false],
    ['NAPOT of everything', [everything], 2 ** 53 - 8, 8, true],
    ['TOR from zero', [[TOR | READ, 0x2000_0000n]], 0x7fff_fff8, 8, true],
    ['TOR: its end is out', [[TOR | READ, 0x2000_0000n]], 0x8000_0000, 1, false],
    ['TOR: over the end', [[TOR | READ, 0x2000_0000n]], 0x7fff_fffc, 8, false],
    ['TOR above an entry that is off', [[0, 0x2000_0000n], [TOR | READ, 0x2000_0400n]], 0x8000_0000, 8, true],
    ['TOR: below its start', [[0, 0x2000_0000n], [TOR | READ, 0x2000_0400n]], 0x7fff_ffff, 1, false],
    ['TOR that ends before it starts', [[0, 0x2000_0400n], [TOR | READ, 0x2000_0000n]], 0x8000_0000, 1, false],
    ['TOR to beyond all', [[0, 0x2000_0000n], [TOR | READ, (1n << 54n) - 1n]], 2 ** 52, 8, true],
    ['an access that straddles two entries', [[NA4 | READ, 0x2000_0000n], [NA4 | READ, 0x2000_0001n]], 0x8000_0000, 8, false],
  ])('%s', (_, entries, address, bytes, expected) => {
    expect(rules(...entries).allows(address, bytes, READ, false)).toBe(expected);
  });
});

describe('permissions and priority', () => {
  it.each<[string, Entry[], number, boolean, boolean]>([
    ['R does not give W', [[NAPOT | READ, 0x2000_01ffn]], WRITE, false, false],
    ['RW gives both', [[NAPOT | READ | WRITE, 0x2000_01ffn]], READ | WRITE, false, true],
    ['RW does not give X', [[NAPOT | READ | WRITE, 0x2000_01ffn]], EXECUTE, false, false],
    ['the first that matches decides', [[NAPOT | READ, 0x2000_01ffn], everything], WRITE, false, false],
    ['a later one for the rest', [[NAPOT | READ, 0x2000_05ffn], everything], WRITE, false, true],
    ['machine mode needs no entry', [], WRITE, true, true],
    ['machine mode heeds no unlocked entry', [[NAPOT, 0x2000_01ffn]], ALL, true, true],
    ['machine mode heeds a locked entry', [[NAPOT | LOCK | READ, 0x2000_01ffn]], WRITE, true, false],
    ['a locked entry for a supervisor', [[NAPOT | LOCK | READ, 0x2000_01ffn]], READ, false, true],
  ])('%s', (_, entries, wanted, isMachine, expected) => {
    expect(rules(...entries).allows(0x8000_0010, 4, wanted, isMachine)).toBe(expected);
  });

  it('lets machine mode not straddle an entry either', () => {
    expect(rules([NA4 | ALL, 0x2000_0000n]).allows(0x8000_0000, 8, READ, true)).toBe(false);
  });

  it('allows everything where there is no PMP', () => {
    const none = new PmpRules(0);
    none.rebuild(new Int32Array(36), 0, 4);
    expect(none.allows(0x8000_0000, 8, ALL, false)).toBe(true);
    expect(none.page(0x8000_0000, false)).toBe(ALL);
  });
});

describe('a page as a whole', () => {
  it.each<[string, Entry[], boolean, number]>([
    ['no entry, supervisor', [], false, 0],
    ['no entry, machine', [], true, ALL],
    ['exactly the page', [[NAPOT | READ, 0x2000_05ffn]], false, READ],
    ['more than the page', [everything], false, ALL],
    ['part of the page', [[NAPOT | READ, 0x2000_0400n], everything], false, MIXED],
    ['part of the page, machine', [[NAPOT | READ, 0x2000_0400n]], true, MIXED],
    ['another page', [[NAPOT | READ, 0x2000_01ffn], everything], false, ALL],
    ['ending inside', [[TOR | READ, 0x2000_0401n]], false, MIXED],
    ['a locked page, machine', [[NAPOT | LOCK | EXECUTE, 0x2000_05ffn]], true, EXECUTE],
  ])('%s', (_, entries, isMachine, expected) => {
    expect(rules(...entries).page(0x8000_1234, isMachine)).toBe(expected);
  });
});
