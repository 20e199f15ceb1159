import { counterCsrs } from './counters.ts';
import type { Csr } from './csr.ts';
import { floatingPointCsrs } from './floating-point.ts';
import { machineCsrs } from './machine.ts';
import { pmpCsrs } from './protection.ts';
import { supervisorCsrs } from './supervisor.ts';

/** Every CSR that a hart may have, by number. */
export const csrs: readonly Csr[] = [...floatingPointCsrs, ...supervisorCsrs, ...machineCsrs, ...pmpCsrs, ...counterCsrs].toSorted(
  (a, b) => a.number - b.number,
);

const byNumber = Array.from({ length: 4096 }, (): Csr | undefined => undefined);
for (const csr of csrs) {
  if (byNumber[csr.number]) throw new Error(`two CSRs have number 0x${csr.number.toString(16)}`);
  byNumber[csr.number] = csr;
}

/** The CSR of a number, if there is one in any hart. */
export const csrByNumber = (number: number): Csr | undefined => byNumber[number];

/** Numbers to names, in ascending order: for debuggers and the disassembler. */
export const csrNames: ReadonlyMap<number, string> = new Map(csrs.map(({ number, name }) => [number, name]));

/** Names to numbers: for the assembler. */
export const csrByName: ReadonlyMap<string, number> = new Map(csrs.map(({ number, name }) => [name, number]));
