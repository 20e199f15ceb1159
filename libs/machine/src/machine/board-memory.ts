import { alignUp, type HostOffset } from '@reprise/bits';
import { AddressSpace, HostMemory, MemoryRegion, PageTracker, RamBlock } from '@reprise/memory';
import { hartBytes } from '@reprise/riscv';
import type { AnyBoard } from '../board/board.ts';

/** A hart's cache lines are its own. */
const HART_ALIGNMENT = 64;
const HART_STRIDE = alignUp(hartBytes, HART_ALIGNMENT);

/** The memory of a machine: the host's, and what harts and devices see of it. The board's RAM and ROM are there from the start. */
export class BoardMemory {
  readonly memory = new HostMemory();
  readonly tracker = new PageTracker(this.memory);
  /** The root of the address space. */
  readonly system = MemoryRegion.container('system', 2 ** 64);
  readonly space = new AddressSpace('memory', this.system);
  readonly #harts: HostOffset;
  /** In the order they were made. */
  readonly blocks: RamBlock[] = [];

  /** @throws HostMemoryError */
  constructor({ ram, rom }: AnyBoard, ramBytes: number, harts: number) {
    this.#harts = this.memory.allocate(harts * HART_STRIDE, HART_ALIGNMENT); // before the RAM: where they are is in generated code, which is the same for any size of it
    this.system.addSubregion(ram.at, MemoryRegion.ram(ram.name, this.allocateBlock(ram.name, ramBytes, false)));
    this.system.addSubregion(rom.at, MemoryRegion.rom(rom.name, this.allocateBlock(rom.name, rom.size, true)));
  }

  /** Host offset of a hart's state. */
  hartAt(index: number): HostOffset {
    return this.#harts + index * HART_STRIDE;
  }

  allocateBlock(name: string, size: number, readonly: boolean): RamBlock {
    const block = new RamBlock(this.memory, this.tracker, name, size, readonly);
    this.blocks.push(block);
    return block;
  }
}
