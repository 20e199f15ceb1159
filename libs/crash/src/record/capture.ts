import { hexOfBytes } from '@reprise/bits';
import { hartWords, type Hart } from '@reprise/riscv';
import type { Run } from '@reprise/vm';
import { encodeCanonical } from '@reprise/vmstate';
import type { Crash } from '../detect/watch.ts';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import type { Backtraces } from '../unwind/backtrace.ts';
import type { Frame } from '../unwind/unwind.ts';
import { RECORD_FORMAT, RECORD_VERSION, type CrashRecord, type FrameRecord, type HangingRecord, type HartRecord } from './crash-record.ts';
import { isReporter } from './function-names.ts';
import { commonCallers, deepest, namesOf } from './names.ts';
import { floatRegisters, csrsOf, integerRegisters } from './registers.ts';
import { signatureOf } from './signature.ts';
import { symbolise } from './symbolise.ts';

/** The record of a crash, while the run still stands where it became one. It depends on nothing but the run and the symbols. */
export function captureCrash(run: Run, crash: Crash, backtraces: Backtraces, symbols: SymbolTable): CrashRecord {
  const { cause, icount, time } = crash;
  const harts = run.machine.harts.map((hart) => captureHart(hart, symbolise(framesOf(hart, crash, backtraces), symbols)));
  const hanging = crash.hanging.map(({ hart, stacks }) => ({ hart, stacks: stacks.map((frames) => symbolise(frames, symbols)) }));
  const found = { cause, hart: crashedHart(run, crash, harts, hanging), harts, ...(hanging.length > 0 && { hanging }) };
  return {
    format: RECORD_FORMAT,
    version: RECORD_VERSION,
    ...found,
    icount,
    time,
    state: run.digest(),
    configuration: `sha256:${hexOfBytes(Uint8Array.from(run.hash(encodeCanonical(run.configuration))))}`,
    signature: signatureOf(found, run.hash),
    console: textOf(crash.console),
  };
}

/** The record with other symbols: names and signature are made anew from the addresses. */
export function resymbolise(crash: CrashRecord, symbols: SymbolTable, hash: Run['hash']): CrashRecord {
  const harts = crash.harts.map((hart) => ({ ...hart, backtrace: symbolise(hart.backtrace, symbols) }));
  const hanging = crash.hanging?.map(({ hart, stacks }) => ({ hart, stacks: stacks.map((frames) => symbolise(frames, symbols)) }));
  const found = { ...crash, harts, ...(hanging && { hanging }) };
  return { ...found, signature: signatureOf(found, hash) };
}

const framesOf = (hart: Hart, { cause }: Crash, backtraces: Backtraces): readonly Frame[] =>
  (cause.kind === 'trap' && cause.hart === hart.index ? backtraces.ofTrapped(hart, cause) : backtraces.of(hart));

function captureHart(hart: Hart, backtrace: readonly FrameRecord[]): HartRecord {
  return {
    privilege: hart.privilege,
    isWaiting: hart.low(hartWords.WAITING) !== 0,
    pc: hart.pc,
    x: integerRegisters(hart),
    ...(hart.configuration.extensions.f && { f: floatRegisters(hart) }),
    csrs: csrsOf(hart),
    backtrace,
  };
}

/** The hart that crashed: the one that cannot go on, the one that reports a panic, the one that is deepest in, else the one that ran last. */
function crashedHart(run: Run, { cause }: Crash, harts: readonly HartRecord[], hanging: readonly HangingRecord[]): number {
  const current = run.engine.currentHart.index;
  switch (cause.kind) {
    case 'trap':
      return cause.hart;
    case 'failure':
      return current;
    case 'console':
      return reports(harts[current]) ? current : (indexOfFirst(harts, reports) ?? current);
    case 'idle':
      return deepest(harts.map(({ backtrace }, hart) => ({ hart, names: namesOf(backtrace) })))?.hart ?? current;
    case 'no-progress':
      return deepest(commonCallers(hanging))?.hart ?? current;
  }
}

/** Whether a hart is in a panic: printing alone is none, for anybody may print for another hart. */
const reports = (hart: HartRecord | undefined): boolean =>
  hart?.backtrace.some(({ isSure, function: name }) => isSure && name !== undefined && isReporter(name) && !name.includes('print')) ?? false;

function indexOfFirst(harts: readonly HartRecord[], isIt: (hart: HartRecord) => boolean): number | undefined {
  const index = harts.findIndex(isIt);
  return index < 0 ? undefined : index;
}

/** Bytes as characters of the same numbers: what was printed may be no text at all. */
const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
