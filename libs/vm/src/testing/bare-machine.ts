import { TimerList } from '@reprise/clock';
import { Interpreter } from '@reprise/interp';
import { assemble } from '@reprise/isa';
import { createJit } from '@reprise/jit';
import { AddressSpace, HostMemory, MemoryRegion, PageTracker, RamBlock } from '@reprise/memory';
import { ReferenceTier } from '@reprise/reference';
import { csrByName, Hart, hartBytes, hartConfiguration, instructionTables, Interrupt, setInterruptLine, Slice } from '@reprise/riscv';
import { MemoryAccess, type Tier } from '@reprise/softmmu';
import { Engine } from '../engine.ts';
import { EngineHartPorts } from '../hart-ports.ts';
import type { TierName } from '../tier-name.ts';
import { VirtualTime } from '../virtual-time.ts';

export const RAM_BASE = 0x8000_0000;
/** A word written here ends the run. */
export const EXIT_REGISTER = 0x10_0000;
/** A 64-bit time (ticks) written here sets the machine timer of hart 0; MTIP is high from then on. */
export const TIMER_REGISTER = 0x10_0008;

const EXTENSIONS = ['I', 'M', 'A', 'F', 'D', 'C', 'Zicsr', 'Zifencei', 'Zicond', 'Zba', 'Zbb', 'Zbc', 'Zbs', 'Zicbom', 'Zicbop', 'Zicboz', 'Svinval'];

/** Compiles at once, and can keep only two regions. */
const EAGER = { threshold: 0, capacity: 2 };

/** Harts, RAM and two registers, without a board: what the engine's own specs run programs on. */
export class BareMachine {
  readonly memory = new HostMemory();
  readonly tracker = new PageTracker(this.memory);
  readonly timers = new TimerList();
  readonly slice = new Slice();
  readonly time = new VirtualTime(this.slice, 0);
  readonly ram: RamBlock;
  readonly harts: readonly Hart[];
  readonly tier: Tier;
  readonly engine: Engine;
  readonly tables = instructionTables(new Set(EXTENSIONS));
  exitValue: number | undefined;

  constructor(tier: TierName, program: string, options: { harts?: number; quantum?: number } = {}) {
    const system = MemoryRegion.container('system', 2 ** 64);
    const space = new AddressSpace('memory', system);
    this.ram = new RamBlock(this.memory, this.tracker, 'ram', 4 << 20);
    system.addSubregion(RAM_BASE, MemoryRegion.ram('ram', this.ram));
    const ports = new EngineHartPorts(this.slice, this.time, this.timers);
    this.harts = Array.from({ length: options.harts ?? 1 }, (_, index) =>
      new Hart(this.memory, this.memory.allocate(hartBytes, 64), index, hartConfiguration({ hartid: index, resetVector: BigInt(RAM_BASE) }), ports));
    this.#addRegisters(system);
    const machine = { memory: this.memory, space, tracker: this.tracker, harts: this.harts };
    const interpreter = tier === 'jit' ? createJit(machine, this.tables, this.slice, EAGER) : new Interpreter(machine, this.tables, this.slice);
    const { softmmu } = interpreter;
    const access = tier !== 'reference' ? interpreter.access : new MemoryAccess(this.memory, space, this.tracker, softmmu, false);
    this.tier = tier !== 'reference' ? interpreter : new ReferenceTier(access, this.tables, this.slice);
    ports.connect(this.harts, softmmu, access);
    this.engine = new Engine(this.harts, this.tier, this.slice, this.time, this.timers, options.quantum ?? 1000);
    this.timers.onMoved = () => this.slice.end();
    this.ram.writeBytes(0, assemble(program, { tables: this.tables, origin: BigInt(RAM_BASE), csr: (name) => csrByName.get(name) }));
  }

  /** Runs until the program writes to the exit register, or for `steps`. */
  run(steps = 1_000_000): number | undefined {
    this.engine.run({ icount: this.time.icount + steps, time: Infinity });
    return this.exitValue;
  }

  hart(index = 0): Hart {
    const hart = this.harts[index];
    if (!hart) throw new Error(`no hart ${index}`);
    return hart;
  }

  #addRegisters(system: MemoryRegion): void {
    const mtip = (level: boolean): void => setInterruptLine(this.hart(), Interrupt.MACHINE_TIMER, level);
    const timer = this.timers.timer('mtimecmp', () => mtip(true));
    system.addSubregion(EXIT_REGISTER, MemoryRegion.io('exit', 4, {
      read: () => 0,
      write: (_, value) => {
        this.exitValue = value;
        this.engine.stop();
      },
    }));
    system.addSubregion(TIMER_REGISTER, MemoryRegion.io('timer', 8, {
      read: () => 0,
      write: (offset, value) => {
        if (offset !== 0) return;
        mtip(false);
        timer.set(value * 100);
      },
    }));
  }
}
