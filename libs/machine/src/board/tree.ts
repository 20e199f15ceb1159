import { CACHE_BLOCK_BYTES, type RiscvCpu } from '@reprise/riscv';
import { type DeviceTree, DeviceTreeNode } from '../device-tree/node.ts';
import type { AnyBoard, AnyFacts, AnyRow, AnyRowNode } from './board.ts';

/** mtime's ticks in a second. */
const TIMEBASE_FREQUENCY = 10_000_000;

/** Adds a node before those that are there: QEMU's trees, made with libfdt, have the last node first, and Linux probes devices in that order. */
const addFirst = (parent: DeviceTreeNode, node: DeviceTreeNode): void => void parent.children.unshift(node);

/** Numbers by which nodes refer to each other, from 1 on. */
class Phandles {
  #last = 0;
  next(): number {
    return ++this.#last;
  }
}

/** The device tree of a board as its table has it, the node `chosen` with nothing but the console. */
export function boardDeviceTree(board: AnyBoard, facts: AnyFacts, cpus: readonly RiscvCpu[]): DeviceTree {
  const root = new DeviceTreeNode('').set('model', board.model).set('compatible', board.compatible).set('#size-cells', 2).set('#address-cells', 2);
  const soc = new DeviceTreeNode('soc').set('ranges').set('compatible', 'simple-bus').set('#size-cells', 2).set('#address-cells', 2);
  const phandles = new Phandles();
  const interruptControllers: number[] = [];
  addFirst(root, soc);
  addFirst(root, cpusNode(cpus, phandles, interruptControllers));
  addFirst(root, new DeviceTreeNode(`memory@${board.ram.at.toString(16)}`)
    .set('device_type', 'memory').set('reg', BigInt(board.ram.at), BigInt(facts.memory)));

  const rows = board.devices.filter((row) => row.when?.(facts.props) ?? true);
  const referred = new Map<string, number>();
  for (const row of rows) if (row.nodes?.some((node) => node.referred)) referred.set(row.name, phandles.next());
  const controller = referred.get(rows.find((row) => row.controller !== undefined)?.name ?? '');
  for (const row of rows) {
    for (const described of row.nodes ?? []) {
      if (described.when && !described.when(facts.props)) continue;
      for (const node of rowNodes(row, described, facts, interruptControllers, controller)) {
        const phandle = described.referred === true ? referred.get(row.name) : undefined;
        if (phandle !== undefined) node.set('phandle', phandle);
        addFirst(described.under === 'root' ? root : soc, node);
      }
    }
  }
  for (const node of board.nodes?.((row) => referred.get(row) ?? 0) ?? []) addFirst(root, node);
  addFirst(root, new DeviceTreeNode('chosen').set('stdout-path', board.stdout));
  return { root, reservations: [], bootCpu: 0 };
}

/** Harts have their phandles from the last to the first, as in QEMU; those of their interrupt controllers go to `controllers`. */
function cpusNode(cpus: readonly RiscvCpu[], phandles: Phandles, controllers: number[]): DeviceTreeNode {
  const node = new DeviceTreeNode('cpus').set('timebase-frequency', TIMEBASE_FREQUENCY).set('#size-cells', 0).set('#address-cells', 1);
  const cluster = new DeviceTreeNode('cluster0');
  const map = new DeviceTreeNode('cpu-map').add(cluster);
  addFirst(node, map);
  for (let hart = cpus.length - 1; hart >= 0; hart--) {
    const cpu = cpus[hart];
    if (!cpu) continue;
    const phandle = phandles.next();
    const controller = phandles.next();
    controllers[hart] = controller;
    addFirst(node, cpuNode(cpu, hart, phandle, controller));
    addFirst(cluster, new DeviceTreeNode(`core${hart}`).set('cpu', phandle));
  }
  return node;
}

function cpuNode(cpu: RiscvCpu, hart: number, phandle: number, controller: number): DeviceTreeNode {
  const node = new DeviceTreeNode(`cpu@${hart.toString(16)}`)
    .set('mmu-type', cpu.mmuType).set('riscv,isa', cpu.isaString).set('compatible', 'riscv').set('status', 'okay').set('reg', hart)
    .set('device_type', 'cpu').set('phandle', phandle);
  const { zicbom, zicboz } = cpu.model.extensions;
  if (zicbom) node.set('riscv,cbom-block-size', CACHE_BLOCK_BYTES);
  if (zicboz) node.set('riscv,cboz-block-size', CACHE_BLOCK_BYTES);
  return node.add(new DeviceTreeNode('interrupt-controller')
    .set('phandle', controller).set('compatible', 'riscv,cpu-intc').set('interrupt-controller').set('#interrupt-cells', 1));
}

function rowNodes(row: AnyRow, node: AnyRowNode, facts: AnyFacts, harts: readonly number[], controller = 0): DeviceTreeNode[] {
  const { at, size, count = 1, irq } = row;
  const devices = Array.from({ length: count }, (_, index) => index);
  const groups = node.single === true ? [devices] : devices.map((index) => [index]);
  const pins = node.pins ?? row.pins?.flatMap(({ interrupts }) => interrupts);
  return groups.map((group) => {
    const first = group[0] ?? 0;
    const unit = node.bare === true ? '' : `@${(at + first * size).toString(16)}`;
    const result = new DeviceTreeNode(`${node.name}${unit}`).set('compatible', ...node.compatible);
    const reg = node.reg?.(facts) ?? group.map((index): [number, number] => [at + index * size, size]);
    if (reg.length > 0) result.set('reg', ...reg.flatMap(([address, bytes]) => [BigInt(address), BigInt(bytes)]));
    if (irq !== undefined) result.set('interrupt-parent', controller).set('interrupts', irq + first);
    if (pins) result.set('interrupts-extended', ...harts.flatMap((phandle) => pins.flatMap((pin) => [phandle, pin])));
    for (const [name, parts] of Object.entries(node.properties?.(facts) ?? {})) result.set(name, ...parts);
    return result;
  });
}
