/** QEMU's board `spike` (hw/riscv/spike.c of QEMU 7.2), after the RISC-V ISA simulator: a console and a way out through memory. */
import { defineBoard } from './board.ts';
import { clintRows } from './clint.ts';

/** Where the host-target interface is for programs without the symbols `tohost` and `fromhost`: plain binaries, such as firmware. */
const HTIF = 0x0100_0000;

// oxfmt-ignore
export const spike = defineBoard({
  name: 'spike',
  description: 'RISC-V Spike board',
  properties: {},
  model: 'ucbbar,spike-bare,qemu',
  compatible: 'ucbbar,spike-bare-dev',
  maxHarts: 8,
  stdout: '/htif',
  rom: { name: 'riscv.spike.mrom', at: 0x0000_1000, size: 0xf000 },
  ram: { name: 'riscv.spike.ram',  at: 0x8000_0000, maxSize: 3584 * 2 ** 20 },
  devices: [
    ...clintRows(0x0200_0000),

    { name: 'htif', type: 'htif', at: HTIF, size: 0x1000, priority: 1,
      regions: ({ symbol }) => ({ fromhost: symbol('fromhost') ?? HTIF, tohost: symbol('tohost') ?? HTIF + 8 }),
      values: () => ({ chardev: 'serial0' }),
      nodes: [{ name: 'htif', under: 'root', bare: true, compatible: ['ucb,htif0'],
        reg: ({ symbol }) => (symbol('tohost') === null ? [[HTIF, 0x1000]] : []) }] },
  ],
});
