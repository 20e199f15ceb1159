import { Decoder } from '@reprise/isa';
import { raiseIllegalInstruction, type Hart, type InstructionTables, type Slice } from '@reprise/riscv';
import type { MemoryAccess, Tier, TierExit } from '@reprise/softmmu';
import { evaluate } from './evaluate.ts';
import { HartMachine } from './hart-machine.ts';

/** Executes by evaluating each instruction's program as it is fetched: no TLB, no decoded code, nothing kept from step to step. */
export class ReferenceTier implements Tier {
  readonly #access: MemoryAccess;
  readonly #decoder: Decoder;
  readonly #slice: Slice;
  readonly #machines = new Map<Hart, HartMachine>();
  #breakpoints: ReadonlySet<bigint> = new Set();

  /** `access` is one that fills no TLB. */
  constructor(access: MemoryAccess, tables: InstructionTables, slice: Slice) {
    this.#access = access;
    this.#decoder = new Decoder(tables.instructions, tables.compressed);
    this.#slice = slice;
  }

  run(hart: Hart): TierExit {
    while (this.#slice.remaining > 0) {
      if (this.#breakpoints.has(hart.pc)) return 'breakpoint';
      if (!this.#execute(hart)) return 'continue';
    }
    return 'continue';
  }

  step(hart: Hart): void {
    this.#slice.single(() => this.#execute(hart));
  }

  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#breakpoints = addresses;
  }

  flush(): void {}

  /** One step; false if control went elsewhere. */
  #execute(hart: Hart): boolean {
    this.#slice.charge();
    const word = this.#access.fetchInstruction(hart);
    if (word < 0n) return false;
    const decoded = this.#decoder.decode(Number(BigInt.asIntN(32, word)));
    if (!decoded) {
      raiseIllegalInstruction(hart);
      return false;
    }
    const outcome = evaluate(decoded.instruction.program, { ...decoded, pc: hart.pc }, this.#machineOf(hart));
    if (outcome.kind === 'fault') return false;
    hart.set('pc', outcome.pc);
    return true;
  }

  #machineOf(hart: Hart): HartMachine {
    let machine = this.#machines.get(hart);
    if (!machine) this.#machines.set(hart, (machine = new HartMachine(hart, this.#access)));
    return machine;
  }
}
