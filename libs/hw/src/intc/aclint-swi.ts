/** RISC-V ACLINT 1.0-rc4, MSWI device: one machine-level software interrupt a hart, as in the first part of a SiFive CLINT. */
import { int } from '@reprise/options';
import { defineDevice } from '@reprise/qdev';
import { array, u8 } from '@reprise/vmstate';

export const aclintSwi = defineDevice({
  name: 'riscv.aclint.swi',
  description: 'RISC-V ACLINT software interrupts',
  properties: { 'num-harts': int({ default: 1, min: 1, max: 4095, description: 'harts' }) },
  state: (props) => ({ msip: array(u8(), props['num-harts']) }),
  mmio: [
    {
      name: 'swi',
      size: 0x4000,
      valid: { min: 4, max: 8 },
      registers: [
        { at: 0, name: 'MSIP', count: (props) => props['num-harts'], field: 'msip', mask: 1 },
        { at: 0x3ffc, name: 'RESERVED', read: () => 0 },
      ],
    },
  ],
  outputs: { msip: { count: (props) => props['num-harts'], level: (s, _dev, hart) => s.msip[hart] === 1 } },
});
