import { cellOpcodes, type HartAccess, type Push } from '@reprise/lower';
import type { Code, Local, MemoryOpcodeName } from '@reprise/wasm';

const CELL = 8;

/**
 * The registers of one file in the code of a region. Those that loops use are locals from its entry to its exit. The others are in the hart's
 * state: each is loaded where it is first read on a way, and stored where it is written, so that code that is passed once has little to load and
 * save, and the register allocator of the host few values that live long.
 */
export class RegisterFile {
  readonly #code: Code;
  readonly #hart: HartAccess;
  /** Where the file is in the hart's state. */
  readonly #offset: number;
  readonly #type: 'i64' | 'f64';
  readonly #opcodes: { readonly load: MemoryOpcodeName; readonly store: MemoryOpcodeName };
  readonly #inLoops: ReadonlySet<number>;
  readonly #written: ReadonlySet<number>;
  readonly #locals = new Map<number, Local>();
  /** Whose values are in their locals on every way to what is being emitted, beside those of loops. */
  #known = new Set<number>();

  /** `inLoops`: those that loops use; `written`: those that the region writes anywhere. */
  constructor(code: Code, hart: HartAccess, offset: number, type: 'i64' | 'f64', inLoops: ReadonlySet<number>, written: ReadonlySet<number>) {
    this.#code = code;
    this.#hart = hart;
    this.#offset = offset;
    this.#type = type;
    this.#opcodes = cellOpcodes[type];
    this.#inLoops = inLoops;
    this.#written = written;
  }

  /** At the region's entry. */
  load(): void {
    for (const register of this.#inLoops) this.#pushCell(register).set(this.#local(register));
  }

  /** At its exit. */
  save(): void {
    for (const register of this.#inLoops) if (this.#written.has(register)) this.#storeCell(register, () => void this.#code.get(this.#local(register)));
  }

  /** What is known here; to be given back where a way begins at this place. */
  get known(): ReadonlySet<number> {
    return new Set(this.#known);
  }

  set known(known: ReadonlySet<number>) {
    this.#known = new Set(known);
  }

  /** Leaves a register's value on the stack. */
  push(register: number): void {
    const local = this.#local(register);
    if (this.#isIn(register)) {
      this.#code.get(local);
      return;
    }
    this.#known.add(register);
    this.#pushCell(register).tee(local);
  }

  /** Sees that a register is in its local, for code that reads it only under a condition. */
  fetch(register: number): void {
    if (this.#isIn(register)) return;
    this.#known.add(register);
    this.#pushCell(register).set(this.#local(register));
  }

  /** Sets a register to what `value` leaves on the stack; perhaps only under a condition. */
  set(register: number, value: Push, isConditional: boolean): void {
    const local = this.#local(register);
    if (this.#inLoops.has(register)) {
      value();
      this.#code.set(local);
      return;
    }
    this.#storeCell(register, () => {
      value();
      this.#code.tee(local);
    });
    if (!isConditional) this.#known.add(register);
  }

  #isIn(register: number): boolean {
    return this.#inLoops.has(register) || this.#known.has(register);
  }

  #local(register: number): Local {
    let local = this.#locals.get(register);
    if (local === undefined) this.#locals.set(register, (local = this.#code.local(this.#type)));
    return local;
  }

  #pushCell(register: number): Code {
    return this.#hart.load(this.#opcodes.load, this.#offset + register * CELL);
  }

  #storeCell(register: number, value: Push): void {
    this.#hart.store(this.#opcodes.store, this.#offset + register * CELL, value);
  }
}
