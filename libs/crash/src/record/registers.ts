import { csrByName, readCsr, type Hart } from '@reprise/riscv';

const REGISTERS = 32;

/** CSRs that say what a hart was at, in the order in which they are shown; one that the hart does not have is left out. */
export const csrsOfNote: readonly string[] = [
  'mstatus', 'mepc', 'mcause', 'mtval', 'mtvec', 'mscratch', 'mie', 'mip', 'medeleg', 'mideleg', 'satp', 'sepc', 'scause', 'stval', 'stvec', 'sscratch',
  'stimecmp', 'mhartid', 'mcycle', 'minstret', 'fcsr', 'misa', 'mcounteren', 'scounteren', 'menvcfg', 'senvcfg', 'mcountinhibit',
  'pmpcfg0', 'pmpcfg2', ...Array.from({ length: 16 }, (_, index) => `pmpaddr${index}`),
];

export const integerRegisters = (hart: Hart): bigint[] => Array.from({ length: REGISTERS }, (_, register) => hart.x(register));
export const floatRegisters = (hart: Hart): bigint[] => Array.from({ length: REGISTERS }, (_, register) => hart.get('f', register));

export function csrsOf(hart: Hart): Readonly<Record<string, bigint>> {
  return Object.fromEntries(csrsOfNote.flatMap((name): [string, bigint][] => {
    const number = csrByName.get(name);
    const value = number === undefined ? undefined : readCsr(hart, number);
    return value === undefined ? [] : [[name, value]];
  }));
}
