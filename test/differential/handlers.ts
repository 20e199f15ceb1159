/** Code that every case has at the same place: handlers that skip what trapped. */
import { assemble } from '@reprise/isa';
import { csrByName } from '@reprise/riscv';
import type { Segment } from './case.ts';
import { RAM_BASE } from './machine.ts';
import { allTables } from './tables.ts';

export const MACHINE_HANDLER = RAM_BASE;
export const SUPERVISOR_HANDLER = RAM_BASE + 0x40;
/** A doubleword: where to go on after a fetch that failed. */
const RESTART = RAM_BASE + 0x80;

/** Returns behind the 4 bytes that trapped, or where there are none to the case's first instruction; all registers as they were. */
const skip = (mode: 'm' | 's'): string => `
  csrrw t6, ${mode}scratch, t6
  csrr t6, ${mode}cause
  addi t6, t6, -12              # instruction page fault
  beqz t6, nowhere
  addi t6, t6, 11               # instruction access fault
  beqz t6, nowhere
  csrr t6, ${mode}epc
  addi t6, t6, 4
return:
  csrw ${mode}epc, t6
  csrrw t6, ${mode}scratch, t6
  ${mode}ret
nowhere:
  la t6, ${RESTART}
  ld t6, 0(t6)
  j return
`;

const at = (address: number, text: string): Segment => ({
  address,
  bytes: assemble(text, { tables: allTables, origin: BigInt(address), csr: (name) => csrByName.get(name) }),
});

const code: readonly Segment[] = [at(MACHINE_HANDLER, skip('m')), at(SUPERVISOR_HANDLER, skip('s'))];

export const handlers = (restart: bigint): readonly Segment[] =>
  [...code, { address: RESTART, bytes: new Uint8Array(BigUint64Array.of(restart).buffer) }];
