import { DebuggerMemory } from '@reprise/gdb';
import type { Decoder } from '@reprise/isa';
import { readCsr, type Hart } from '@reprise/riscv';
import type { Run } from '@reprise/vm';
import type { CrashCause } from '../detect/crash.ts';
import { SymbolTable } from '../symbols/symbol-table.ts';
import { Code, decoderOf } from './code.ts';
import type { Context } from './context.ts';
import { PagedView } from './paged-view.ts';
import { MOST_FRAMES, unwind, type Frame } from './unwind.ts';

const REGISTERS = 32;

/** The backtraces of a machine's harts, as it is now. Looking changes nothing. */
export class Backtraces {
  readonly #memory: DebuggerMemory;
  readonly #symbols: SymbolTable;
  readonly #decoders = new Map<Hart, Decoder>();

  /** Symbols say where functions begin: some frames are found without, the more the surer. */
  constructor({ machine, interpreter }: Pick<Run, 'machine' | 'interpreter'>, symbols: SymbolTable = new SymbolTable([])) {
    this.#memory = new DebuggerMemory(machine, interpreter.softmmu.walker);
    this.#symbols = symbols;
  }

  /** The frames of a hart, the innermost first. */
  of(hart: Hart): Frame[] {
    return this.#unwind(hart, { pc: hart.pc, privilege: hart.privilege, x: registers(hart), isCaller: false });
  }

  /** The same for a hart that cannot handle its traps: behind the handler comes what it was to handle. */
  ofTrapped(hart: Hart, { form, first }: CrashCause & { kind: 'trap' }): Frame[] {
    const trap = { cause: BigInt(first.cause), value: first.value };
    if (form === 'unreachable') {
      // nothing of the handler was executed: registers are still those of what was interrupted
      const at: Frame = { pc: hart.pc, privilege: hart.privilege, isCaller: false, isSure: true };
      const [interrupted, ...callers] = this.#unwind(hart, { pc: first.pc, privilege: first.privilege, x: registers(hart), isCaller: false });
      return interrupted ? [at, { ...interrupted, trap }, ...callers] : [at];
    }
    const frames = this.of(hart);
    if (frames.some(({ pc }) => pc === first.pc)) return frames;
    return [...frames.slice(0, MOST_FRAMES - 1), { pc: first.pc, privilege: first.privilege, isCaller: false, isSure: true, trap }];
  }

  #unwind(hart: Hart, context: Context): Frame[] {
    const memory = { read: (address: bigint, length: number, privilege: number) => this.#memory.read(hart, address, length, privilege) };
    return unwind(new Code(new PagedView(memory), this.#decoderOf(hart)), (number) => readCsr(hart, number), this.#symbols, context);
  }

  #decoderOf(hart: Hart): Decoder {
    const decoder = this.#decoders.get(hart) ?? decoderOf(hart);
    this.#decoders.set(hart, decoder);
    return decoder;
  }
}

const registers = (hart: Hart): bigint[] => Array.from({ length: REGISTERS }, (_, register) => hart.x(register));
