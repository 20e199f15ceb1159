import type { Schema, ValuesOf } from '@reprise/options';
import { Interrupt } from '@reprise/riscv';
import type { BoardRow } from './board.ts';

const { MACHINE_SOFTWARE, MACHINE_TIMER } = Interrupt;

/**
 * SiFive's CLINT is the two ACLINT devices side by side. The device tree has it as one node, or, where `isAclint` holds, as
 * the two, for software that knows them.
 */
// oxfmt-ignore
export const clintRows = <Props = ValuesOf<Schema>>(at: number, isAclint: (props: Props) => boolean = () => false): readonly BoardRow<Props>[] => [
  { name: 'mswi', type: 'riscv.aclint.swi', at, size: 0x4000,
    values: ({ harts }) => ({ 'num-harts': harts }),
    pins: [{ output: 'msip', interrupts: [MACHINE_SOFTWARE] }],
    nodes: [
      { name: 'clint', when: (props) => !isAclint(props), compatible: ['sifive,clint0', 'riscv,clint0'], reg: () => [[at, 0x1_0000]], pins: [MACHINE_SOFTWARE, MACHINE_TIMER] },
      { name: 'mswi', when: isAclint, compatible: ['riscv,aclint-mswi'], properties: () => ({ 'interrupt-controller': [], '#interrupt-cells': [0] }) },
    ] },
  { name: 'mtimer', type: 'riscv.aclint.mtimer', at: at + 0x4000, size: 0x8000,
    values: ({ harts }) => ({ 'num-harts': harts }),
    pins: [{ output: 'mtip', interrupts: [MACHINE_TIMER] }],
    nodes: [
      { name: 'mtimer', when: isAclint, compatible: ['riscv,aclint-mtimer'], reg: () => [[at + 0xbff8, 0x4008], [at + 0x4000, 0x7ff8]] },
    ] },
];
