import { TimerList } from '@reprise/clock';
import { Interpreter, type KeptCode } from '@reprise/interp';
import { createJit, type JitOptions } from '@reprise/jit';
import { AddressSpace, HostMemory, MemoryRegion, PageTracker, RamBlock } from '@reprise/memory';
import { ReferenceTier } from '@reprise/reference';
import { Hart, hartBytes, hartConfiguration, Interrupt, setInterruptLine, Slice, type InstructionTables } from '@reprise/riscv';
import { MemoryAccess, type Tier } from '@reprise/softmmu';
import { Engine, EngineHartPorts, VirtualTime } from '@reprise/vm';
import { ScratchDevice } from './scratch-device.ts';
import { allTables } from './tables.ts';

export const RAM_BASE = 0x8000_0000;
export const RAM_BYTES = 160 << 10;
export const DEVICE = 0x1000_0000;

export type TierName = 'interp' | 'jit' | 'reference';

export interface MachineOptions {
  readonly tier: TierName;
  /** Default 1. */
  readonly harts?: number;
  /** Steps of one hart's turn; default 1000. */
  readonly quantum?: number;
  /** For the tier 'jit'. */
  readonly jit?: Partial<JitOptions>;
  readonly kept?: KeptCode;
  /** Default: all. */
  readonly tables?: InstructionTables;
}

/** Harts, a little RAM and a device, on the real engine: what cases run on. */
export class TestMachine {
  readonly memory = new HostMemory();
  readonly tracker = new PageTracker(this.memory);
  readonly timers = new TimerList();
  readonly slice = new Slice();
  readonly time = new VirtualTime(this.slice, 0);
  readonly ports = new EngineHartPorts(this.slice, this.time, this.timers);
  readonly ram: RamBlock;
  readonly device: ScratchDevice;
  readonly harts: readonly Hart[];
  readonly tier: Tier;
  readonly engine: Engine;
  readonly quantum: number;
  readonly #interpreter: Interpreter;

  constructor({ tier, harts = 1, quantum = 1000, tables = allTables, jit, kept }: MachineOptions) {
    const system = MemoryRegion.container('system', 2 ** 64);
    const space = new AddressSpace('memory', system);
    this.ram = new RamBlock(this.memory, this.tracker, 'ram', RAM_BYTES);
    system.addSubregion(RAM_BASE, MemoryRegion.ram('ram', this.ram));
    this.harts = Array.from({ length: harts }, (_, index) =>
      new Hart(this.memory, this.memory.allocate(hartBytes, 64), index, hartConfiguration({ hartid: index, resetVector: BigInt(RAM_BASE) }), this.ports));
    this.device = new ScratchDevice({ icount: () => this.time.icount, now: () => this.time.now(), alarm: this.#alarm() });
    system.addSubregion(DEVICE, this.device.region);
    const machine = { memory: this.memory, space, tracker: this.tracker, harts: this.harts };
    this.#interpreter = tier === 'jit' ? createJit(machine, tables, this.slice, jit, kept) : new Interpreter(machine, tables, this.slice);
    const { softmmu } = this.#interpreter;
    const access = tier !== 'reference' ? this.#interpreter.access : new MemoryAccess(this.memory, space, this.tracker, softmmu, false);
    this.tier = tier !== 'reference' ? this.#interpreter : new ReferenceTier(access, tables, this.slice);
    this.ports.connect(this.harts, softmmu, access);
    this.quantum = quantum;
    this.engine = new Engine(this.harts, this.tier, this.slice, this.time, this.timers, quantum);
    this.timers.onMoved = () => this.slice.end();
  }

  /** Drops whatever was derived from memory and harts, after they were replaced. */
  refresh(): void {
    this.#interpreter.flush();
    this.ports.refresh();
  }

  #alarm(): (time: number) => void {
    const line = (level: boolean): void => {
      const [hart] = this.harts;
      if (hart) setInterruptLine(hart, Interrupt.MACHINE_TIMER, level);
    };
    const timer = this.timers.timer('alarm', () => line(true));
    return (time) => {
      line(false);
      timer.set(time);
    };
  }
}
