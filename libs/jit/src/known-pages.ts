import type { Access, Node, Program, Register } from '@reprise/ir';
import type { Decoded } from '@reprise/isa';
import type { Local } from '@reprise/wasm';

/** A page that an access was let through to, in locals. */
export interface KnownPage {
  /** i64: its address. */
  readonly page: Local;
  /** i32: what must be added to its addresses for their host offsets. */
  readonly addend: Local;
}

/**
 * What code knows of pages on its way from a place that can only be reached in one way. Accesses through the same pointer, at whatever
 * distances, are most often on one page: the first looks it up in the TLB, the others only see that they are on it. That two pointers are the
 * same is a guess that costs time where it is wrong. No translation is dropped while a region runs.
 */
export class KnownPages {
  /** By register, a number for the pointer that it was made from by adding constants. */
  readonly #pointers: Map<number, number>;
  /** By pointer, twice: for reading and for writing. */
  readonly #pages: Map<number, KnownPage>;
  #nextPointer: number;

  constructor(from?: KnownPages) {
    this.#pointers = new Map(from ? from.#pointers : []);
    this.#pages = new Map(from ? from.#pages : []);
    this.#nextPointer = from ? from.#nextPointer : 0;
  }

  /** How many there are: the locals of as many are in use. */
  get size(): number {
    return this.#pages.size;
  }

  /** The page that an access of an instruction is most likely on. */
  of(decoded: Decoded, access: Access): KnownPage | undefined {
    const key = this.#key(decoded, access);
    return key === undefined ? undefined : this.#pages.get(key);
  }

  /** From now on accesses like this one, for which there was none, are most likely on that page. */
  learn(decoded: Decoded, access: Access, page: KnownPage): void {
    const key = this.#key(decoded, access);
    if (key !== undefined) this.#pages.set(key, page);
  }

  /** After an instruction: the register that it sets is another pointer, or the same as before. */
  pass(decoded: Decoded): void {
    const { sets, moved } = pointersOf(decoded.instruction.program);
    if (!sets) return;
    const base = baseOf(moved, decoded);
    this.#pointers.set(decoded.rd, base === undefined ? this.#nextPointer++ : this.#pointer(base));
  }

  /** None for atomics: they must be aligned too, and some have their access only under a condition. */
  #key(decoded: Decoded, { intent, aligned }: Access): number | undefined {
    const base = aligned ? undefined : pointersOf(decoded.instruction.program).accessed;
    return base && 2 * this.#pointer(decoded[base]) + (intent === 'read' ? 0 : 1);
  }

  #pointer(register: number): number {
    let pointer = this.#pointers.get(register);
    if (pointer === undefined) this.#pointers.set(register, (pointer = this.#nextPointer++));
    return pointer;
  }
}

/** What the programs of instructions do with pointers. */
interface Pointers {
  /** The register that the address of the access is made from by adding a constant. */
  readonly accessed: Register | undefined;
  readonly sets: boolean;
  /** The register from which a pointer is made by adding a constant, if nothing more is done; or two, whose sum it is. */
  readonly moved: readonly Register[];
}

const found = new WeakMap<Program, Pointers>();

function pointersOf(program: Program): Pointers {
  let pointers = found.get(program);
  if (pointers === undefined) {
    const access = program.find((node) => node.kind === 'load' || node.kind === 'store');
    pointers = { accessed: access && registerIn(access.address), sets: program.some(({ kind }) => kind === 'setX'), moved: movedBy(program) };
    found.set(program, pointers);
  }
  return pointers;
}

function movedBy(program: Program): readonly Register[] {
  const set = program.find((node) => node.kind === 'setX');
  if (set?.kind !== 'setX' || program.some(({ kind }) => kind === 'load' || kind === 'call' || kind === 'jump')) return [];
  const { value } = set;
  if (value.kind === 'op' && value.op === 'i64.add' && value.args.every(({ kind }) => kind === 'getX')) {
    return value.args.flatMap((arg) => (arg.kind === 'getX' ? arg.register : []));
  }
  const register = registerIn(value);
  return register === undefined ? [] : [register];
}

/** The number of the register that an instruction's result is a distance from, if there is one: a move is an addition of x0. */
function baseOf([one, other]: readonly Register[], decoded: Decoded): number | undefined {
  if (one === undefined || other === undefined) return one && decoded[one];
  if (decoded[one] === 0) return decoded[other];
  return decoded[other] === 0 ? decoded[one] : undefined;
}

function registerIn(value: Node): Register | undefined {
  if (value.kind === 'getX') return value.register;
  if (value.kind !== 'op' || value.op !== 'i64.add') return undefined;
  const [pointer, distance] = value.args;
  return pointer?.kind === 'getX' && distance?.kind === 'imm' ? pointer.register : undefined;
}
