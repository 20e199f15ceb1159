import { Cause, Interrupt } from '@reprise/riscv';

const exceptions: ReadonlyMap<number, string> = new Map([
  [Cause.INSTRUCTION_MISALIGNED, 'instruction address misaligned'],
  [Cause.INSTRUCTION_ACCESS_FAULT, 'instruction access fault'],
  [Cause.ILLEGAL_INSTRUCTION, 'illegal instruction'],
  [Cause.BREAKPOINT, 'breakpoint'],
  [Cause.LOAD_MISALIGNED, 'load address misaligned'],
  [Cause.LOAD_ACCESS_FAULT, 'load access fault'],
  [Cause.STORE_MISALIGNED, 'store address misaligned'],
  [Cause.STORE_ACCESS_FAULT, 'store access fault'],
  [Cause.ECALL_FROM_USER, 'call from user mode'],
  [Cause.ECALL_FROM_SUPERVISOR, 'call from supervisor mode'],
  [Cause.ECALL_FROM_MACHINE, 'call from machine mode'],
  [Cause.INSTRUCTION_PAGE_FAULT, 'instruction page fault'],
  [Cause.LOAD_PAGE_FAULT, 'load page fault'],
  [Cause.STORE_PAGE_FAULT, 'store page fault'],
]);

const interrupts: ReadonlyMap<number, string> = new Map([
  [Interrupt.SUPERVISOR_SOFTWARE, 'supervisor software interrupt'],
  [Interrupt.MACHINE_SOFTWARE, 'machine software interrupt'],
  [Interrupt.SUPERVISOR_TIMER, 'supervisor timer interrupt'],
  [Interrupt.MACHINE_TIMER, 'machine timer interrupt'],
  [Interrupt.SUPERVISOR_EXTERNAL, 'supervisor external interrupt'],
  [Interrupt.MACHINE_EXTERNAL, 'machine external interrupt'],
]);

const INTERRUPT = 1n << 63n;
const calls: ReadonlySet<bigint> = new Set([Cause.ECALL_FROM_USER, Cause.ECALL_FROM_SUPERVISOR, Cause.ECALL_FROM_MACHINE].map(BigInt));

export const isInterrupt = (cause: bigint): boolean => (cause & INTERRUPT) !== 0n;

/** An exception that was not asked for. */
export const isFault = (cause: bigint): boolean => !isInterrupt(cause) && !calls.has(cause);

/** What a value of xcause means, in the words of RISC-V Privileged, table 3.6. */
export function causeName(cause: bigint): string {
  const code = Number(cause & ~INTERRUPT);
  return (isInterrupt(cause) ? interrupts : exceptions).get(code) ?? `${isInterrupt(cause) ? 'interrupt' : 'exception'} ${code}`;
}
