import { csrByName, Mstatus } from '@reprise/riscv';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import { AtStart } from './at-start.ts';
import type { Code } from './code.ts';
import { evaluate, SP, type Context, type CsrReader } from './context.ts';
import { explore, type Exit, type Range } from './explore.ts';
import { calleeSaved, type Loads, type PathState } from './path-state.ts';
import { csrAtStart, registerAtStart, type Value } from './value.ts';

const RA = 1;
const REGISTERS = 32;

/** What surrounds a context: its caller, or what a trap interrupted. */
export interface Outer {
  readonly context: Context;
  readonly by: 'call' | 'trap';
}

const csrNumber = (name: string): number => csrByName.get(name) ?? -1;
/** Where each kind of trap return finds what it returns to. */
const trapCsrs = {
  sret: { epc: csrNumber('sepc'), status: csrNumber('sstatus') },
  mret: { epc: csrNumber('mepc'), status: csrNumber('mstatus') },
} as const;

/** What the methods of finding the outer context share. */
export interface Surroundings {
  readonly code: Code;
  readonly csr: CsrReader;
  readonly symbols: SymbolTable;
}

/** Is it an address that a call returns to, or one that has a name, as assembly puts it in ra? */
export const isReturnAddress = ({ code, symbols }: Surroundings, address: bigint, privilege: number): boolean =>
  address !== 0n && (code.callBefore(address, privilege) !== undefined || symbols.lookup(address)?.offset === 0n);

/** Follows the code from a context to where it returns. Needs to know nothing of the function but where it is now. */
export function stepOutForward(around: Surroundings, context: Context, range: Range | undefined): Outer | undefined {
  const loads: Loads = [];
  const left = (exit: Exit, state: PathState): Outer | undefined => {
    if (exit === 'jump') return undefined;
    const known = (value: Value | undefined): bigint | undefined => evaluate(value, context, around.csr, around.code.memory, loads);
    if (exit === 'return' || exit === 'tail-call') return returned(around, context, known(state.x[RA]), (register) => known(state.x[register]));
    const { epc, status } = trapCsrs[exit];
    return trapReturned(known(state.csr(epc)), known(state.csr(status)) ?? around.csr(status), exit, (register) => known(state.x[register]));
  };
  return explore(around.code, context.pc, context.privilege, range, { left }, loads);
}

/** Follows the code from the start of its function to the context: for functions that never return. Undefined where the way is not found. */
export function stepOutBackward(around: Surroundings, context: Context, range: Range): Outer | 'bottom' | undefined {
  const atStart = followTo(around, context, range);
  if (!atStart) return undefined;
  const address = atStart.value(registerAtStart(RA));
  if (address === undefined) return 'bottom';
  return returned(around, context, address, (register) => atStart.value(registerAtStart(register)));
}

/** The same for a trap handler, from its vector. */
export function stepOutOfHandler(around: Surroundings, context: Context, vector: bigint, exit: 'sret' | 'mret'): Outer | undefined {
  const atStart = followTo(around, context, { start: vector, end: vector + HANDLER_BYTES });
  if (!atStart) return undefined;
  const csr = (number: number): bigint | undefined => atStart.stored(csrAtStart(number)) ?? around.csr(number);
  return trapReturned(csr(trapCsrs[exit].epc), csr(trapCsrs[exit].status), exit, (register) => atStart.value(registerAtStart(register)));
}

/** A vector's own code is no longer. */
const HANDLER_BYTES = 0x1000n;

function followTo({ code, csr }: Surroundings, context: Context, range: Range): AtStart | undefined {
  const arrived = (pc: bigint, state: PathState): AtStart | undefined =>
    (pc === context.pc ? new AtStart(state, context, csr, code.memory) : undefined);
  // a function may end with a call that never returns: where that would return to is behind it
  const { start } = range;
  const end = range.end > context.pc ? range.end : context.pc + 1n;
  return explore(code, start, context.privilege, { start, end }, { arrived });
}

/** The caller, if the address is one of a caller, and its stack is not below ours. */
function returned(around: Surroundings, context: Context, address: bigint | undefined, register: (number: number) => bigint | undefined): Outer | undefined {
  const sp = register(SP);
  const own = context.x[SP];
  if (address === undefined || sp === undefined || (own !== undefined && sp < own)) return undefined;
  const isSelf = address === context.pc && sp === own;
  if (isSelf || !isReturnAddress(around, address, context.privilege)) return undefined;
  const x = Array.from({ length: REGISTERS }, (_, number) => (number === 0 ? 0n : calleeSaved.includes(number) ? register(number) : undefined));
  const isCaller = around.code.callBefore(address, context.privilege) !== undefined;
  return { by: 'call', context: { pc: address, privilege: context.privilege, x, isCaller } };
}

function trapReturned(
  epc: bigint | undefined, status: bigint | undefined, exit: 'sret' | 'mret', register: (number: number) => bigint | undefined,
): Outer | undefined {
  if (epc === undefined || status === undefined) return undefined;
  const low = Number(status & 0xffff_ffffn);
  const privilege = exit === 'mret' ? (low & Mstatus.MPP) >>> 11 : (low & Mstatus.SPP) === 0 ? 0 : 1;
  const x = Array.from({ length: REGISTERS }, (_, number) => (number === 0 ? 0n : register(number)));
  return { by: 'trap', context: { pc: epc, privilege, x, isCaller: false } };
}
