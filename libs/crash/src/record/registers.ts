import { csrByName, readCsr, type Hart } from '@reprise/riscv';

const REGISTERS = 32;

/** CSRs that say what a hart was at; one that the hart does not have is left out. */
const names = [
  'mstatus', 'misa', 'medeleg', 'mideleg', 'mie', 'mip', 'mtvec', 'mscratch', 'mepc', 'mcause', 'mtval', 'mhartid', 'mcycle', 'minstret', 'mcounteren',
  'menvcfg', 'mcountinhibit', 'stvec', 'sscratch', 'sepc', 'scause', 'stval', 'satp', 'stimecmp', 'scounteren', 'senvcfg', 'fcsr',
  'pmpcfg0', 'pmpcfg2', ...Array.from({ length: 16 }, (_, index) => `pmpaddr${index}`),
];

export const integerRegisters = (hart: Hart): bigint[] => Array.from({ length: REGISTERS }, (_, register) => hart.x(register));
export const floatRegisters = (hart: Hart): bigint[] => Array.from({ length: REGISTERS }, (_, register) => hart.get('f', register));

export function csrsOf(hart: Hart): Readonly<Record<string, bigint>> {
  return Object.fromEntries(names.toSorted().flatMap((name): [string, bigint][] => {
    const number = csrByName.get(name);
    const value = number === undefined ? undefined : readCsr(hart, number);
    return value === undefined ? [] : [[name, value]];
  }));
}
