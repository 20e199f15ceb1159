import type { Decoded } from '@reprise/isa';
import { csrByName, Privilege } from '@reprise/riscv';
import { AtStart } from './at-start.ts';
import { SP, type Context } from './context.ts';
import { explore } from './explore.ts';
import type { PathState } from './path-state.ts';
import type { Surroundings } from './step-out.ts';
import { csrAtStart } from './value.ts';

/** Why a trap was taken: xcause and xtval. */
export interface TrapReason {
  readonly cause: bigint;
  readonly value: bigint;
}

const csrNumber = (name: string): number => csrByName.get(name) ?? -1;
const csrs = {
  [Privilege.SUPERVISOR]: { tvec: csrNumber('stvec'), epc: csrNumber('sepc'), cause: csrNumber('scause'), tval: csrNumber('stval') },
  [Privilege.MACHINE]: { tvec: csrNumber('mtvec'), epc: csrNumber('mepc'), cause: csrNumber('mcause'), tval: csrNumber('mtval') },
} as const;

const csrsOf = (privilege: number): (typeof csrs)[keyof typeof csrs] | undefined =>
  (privilege === Privilege.SUPERVISOR || privilege === Privilege.MACHINE ? csrs[privilege] : undefined);

/** Where traps to a mode are handled. */
export const vectorOf = ({ csr }: Surroundings, privilege: number): bigint | undefined => {
  const tvec = csrsOf(privilege)?.tvec;
  const value = tvec === undefined ? undefined : csr(tvec);
  return value === undefined ? undefined : value & ~3n;
};

/**
 * Why the handler that a context belongs to was entered for `interrupted`: from the frame in which the code at the vector has stored the
 * CSRs, else from the CSRs themselves, if no later trap has changed them. Undefined if neither tells.
 */
export function trapReason(around: Surroundings, handler: Context, interrupted: Context): TrapReason | undefined {
  const names = csrsOf(handler.privilege);
  if (!names) return undefined;
  const frame = findFrame(around, handler, (candidate) => candidate.stored(csrAtStart(names.epc)) === interrupted.pc);
  const stored = frame?.stored(csrAtStart(names.cause));
  if (stored !== undefined) return { cause: stored, value: frame?.stored(csrAtStart(names.tval)) ?? 0n };
  if (around.csr(names.epc) !== interrupted.pc) return undefined;
  const [cause, value] = [around.csr(names.cause), around.csr(names.tval)];
  return cause === undefined || value === undefined ? undefined : { cause, value };
}

const isCall = (instruction: Decoded | undefined): boolean =>
  instruction?.rd === 1 && (instruction.instruction.name === 'jal' || instruction.instruction.name === 'jalr');

/** What the code at the vector has stored by the time that it calls the handler proper: relative to sp, which is then as in the context. */
function findFrame(around: Surroundings, handler: Context, isRight: (frame: AtStart) => boolean): AtStart | undefined {
  const vector = vectorOf(around, handler.privilege);
  const sp = handler.x[SP];
  if (vector === undefined || sp === undefined) return undefined;
  const onlySp = { ...handler, x: handler.x.map((value, register) => (register === SP ? value : undefined)) };
  const atCall = (state: PathState): AtStart | undefined => {
    const frame = new AtStart(state, onlySp, () => undefined, around.code.memory);
    return isRight(frame) ? frame : undefined;
  };
  return explore(around.code, vector, handler.privilege, undefined, {
    arrived: (_, state, instruction) => (isCall(instruction) ? atCall(state) : undefined),
    left: (exit, state) => (exit === 'jump' ? atCall(state) : undefined),
  });
}
