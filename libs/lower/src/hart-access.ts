import type { Code, Local, MemoryOpcodeName } from '@reprise/wasm';

/** How a register's cell is loaded and stored. (Names that are put together when they are needed are slow to look up.) */
export const cellOpcodes = {
  i64: { load: 'i64.load', store: 'i64.store' },
  f64: { load: 'f64.load', store: 'f64.store' },
} as const;

/**
 * The hart's state as generated code reaches it: at the offset in a variable, or at one that is known when the code is generated, which a
 * machine with a single hart has. Then every field is at a constant address and a register's at its slot's offset plus a constant.
 */
export class HartAccess {
  readonly #code: Code;
  readonly #variable: Local | undefined;
  /** What the offset of a field or register file is added to in the instruction's immediate. */
  readonly #base: number;

  constructor(code: Code, variable: Local, known: number | undefined) {
    this.#code = code;
    this.#variable = known === undefined ? variable : undefined;
    this.#base = known ?? 0;
  }

  /** Leaves the field at `offset` on the stack. */
  load(opcode: MemoryOpcodeName, offset: number): Code {
    return this.#pushBase().memory(opcode, this.#base + offset);
  }

  /** Stores what `value` leaves on the stack. */
  store(opcode: MemoryOpcodeName, offset: number, value: () => void): void {
    this.#pushBase();
    value();
    this.#code.memory(opcode, this.#base + offset);
  }

  /** The same for the register whose offset in its file, at `file`, `register` leaves on the stack. */
  loadRegister(file: number, register: () => void, type: 'i64' | 'f64' = 'i64'): void {
    this.#pushRegister(register);
    this.#code.memory(cellOpcodes[type].load, this.#base + file);
  }

  storeRegister(file: number, register: () => void, value: () => void, type: 'i64' | 'f64' = 'i64'): void {
    this.#pushRegister(register);
    value();
    this.#code.memory(cellOpcodes[type].store, this.#base + file);
  }

  #pushBase(): Code {
    return this.#variable === undefined ? this.#code.i32(0) : this.#code.get(this.#variable);
  }

  #pushRegister(register: () => void): void {
    register();
    if (this.#variable !== undefined) this.#code.get(this.#variable).op('i32.add');
  }
}
