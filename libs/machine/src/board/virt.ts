/**
 * QEMU's RISC-V board `virt` (hw/riscv/virt.c of QEMU 7.2), except for what has no model here: the PCI Express host, the platform bus for dynamic
 * devices, and the PMU's device tree node, as the counters that it names count nothing.
 */
import { bool, type ValuesOf } from '@reprise/options';
import { Interrupt } from '@reprise/riscv';
import { DeviceTreeNode } from '../device-tree/node.ts';
import { defineBoard } from './board.ts';
import { clintRows } from './clint.ts';

const MIB = 2 ** 20;

/** Words that the test device takes: power off with exit code 0, reset. */
const POWER_OFF = 0x5555;
const RESET = 0x7777;

const properties = {
  aclint: bool({ default: false, description: 'describe the CLINT as the ACLINT devices that it is made of' }),
};
type Props = ValuesOf<typeof properties>;

// oxfmt-ignore
export const virt = defineBoard({
  name: 'virt',
  description: 'RISC-V VirtIO board',
  properties,
  model: 'riscv-virtio,qemu',
  compatible: 'riscv-virtio',
  maxHarts: 8,
  stdout: '/soc/serial@10000000',
  rom: { name: 'riscv_virt_board.mrom', at: 0x0000_1000, size: 0xf000 },
  ram: { name: 'riscv_virt_board.ram',  at: 0x8000_0000, maxSize: 3584 * MIB },
  devices: [
    ...clintRows<Props>(0x0200_0000, ({ aclint }) => aclint),

    { name: 'plic', type: 'riscv.sifive.plic', at: 0x0c00_0000, size: 0x60_0000, controller: 'irq',
      values: ({ harts }) => ({ 'num-harts': harts, 'num-sources': 96 }),
      pins: [
        { output: 'meip', interrupts: [Interrupt.MACHINE_EXTERNAL] },
        { output: 'seip', interrupts: [Interrupt.SUPERVISOR_EXTERNAL] },
      ],
      nodes: [{ name: 'plic', compatible: ['sifive,plic-1.0.0', 'riscv,plic0'], referred: true,
        properties: () => ({ 'riscv,ndev': [96], 'interrupt-controller': [], '#address-cells': [0], '#interrupt-cells': [1] }) }] },

    { name: 'virtio', type: 'virtio-mmio', at: 0x1000_1000, size: 0x1000, count: 8, irq: 1, bus: 'virtio-mmio-bus',
      nodes: [{ name: 'virtio_mmio', compatible: ['virtio,mmio'] }] },

    { name: 'test', type: 'riscv.sifive.test', at: 0x0010_0000, size: 0x1000,
      nodes: [{ name: 'test', compatible: ['sifive,test1', 'sifive,test0', 'syscon'], referred: true }] },

    { name: 'uart0', type: 'ns16550a', at: 0x1000_0000, size: 0x100, irq: 10,
      values: () => ({ chardev: 'serial0' }),
      nodes: [{ name: 'serial', compatible: ['ns16550a'], properties: () => ({ 'clock-frequency': [3_686_400] }) }] },

    { name: 'rtc', type: 'goldfish_rtc', at: 0x0010_1000, size: 0x1000, irq: 11,
      values: ({ rtcStart }) => ({ start: rtcStart }),
      nodes: [{ name: 'rtc', compatible: ['google,goldfish-rtc'] }] },

    { name: 'flash', type: 'cfi.pflash01', at: 0x2000_0000, size: 32 * MIB, count: 2, drive: 'pflash',
      nodes: [{ name: 'flash', under: 'root', compatible: ['cfi-flash'], single: true, properties: () => ({ 'bank-width': [4] }) }] },

    { name: 'fw_cfg', type: 'fw_cfg_mem', at: 0x1010_0000, size: 0x18,
      values: ({ fwCfg }) => ({ items: fwCfg }),
      nodes: [{ name: 'fw-cfg', under: 'root', compatible: ['qemu,fw-cfg-mmio'], properties: () => ({ 'dma-coherent': [] }) }] },
  ],
  nodes: (phandle) => [
    syscon('reboot', RESET, phandle('test')),
    syscon('poweroff', POWER_OFF, phandle('test')),
  ],
});

const syscon = (name: string, value: number, regmap: number): DeviceTreeNode =>
  new DeviceTreeNode(name).set('compatible', `syscon-${name}`).set('regmap', regmap).set('offset', 0).set('value', value);
