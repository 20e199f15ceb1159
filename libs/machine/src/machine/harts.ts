import type { QObject, TypeRegistry } from '@reprise/qom';
import { createCpu, Hart, loadHart, type HartPorts, type RiscvCpu, saveHart } from '@reprise/riscv';
import type { Stateful } from '@reprise/vmstate';
import type { BoardMemory } from './board-memory.ts';
import type { MachineConfiguration } from './configuration.ts';

/** A hart with the object that it is in the composition tree. */
export class PlacedHart implements Stateful {
  readonly cpu: RiscvCpu;
  readonly hart: Hart;

  constructor(cpu: RiscvCpu, hart: Hart) {
    this.cpu = cpu;
    this.hart = hart;
  }

  get path(): string {
    return this.cpu.path;
  }

  save(): ReturnType<typeof saveHart> {
    return saveHart(this.hart, this.path);
  }

  load(tree: Parameters<typeof loadHart>[1]): void {
    loadHart(this.hart, tree, this.path);
  }
}

/** Makes the harts of a machine, hart ids from 0 on. @throws OptionError */
export function placeHarts(
  registry: TypeRegistry, soc: QObject, board: BoardMemory, { cpu: option, smp }: MachineConfiguration, resetVector: number, ports: HartPorts,
): PlacedHart[] {
  return Array.from({ length: smp }, (_, index) => {
    const cpu = soc.addChild(`cpu${index}`, createCpu(registry, option));
    cpu.markRealized();
    const hart = new Hart(board.memory, board.hartAt(index), index, cpu.hartConfiguration(index, BigInt(resetVector)), ports);
    return new PlacedHart(cpu, hart);
  });
}
