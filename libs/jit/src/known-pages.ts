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
  readonly #pages: Map<string, KnownPage>;
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
    const { program } = decoded.instruction;
    if (!program.some((node) => node.kind === 'setX')) return;
    const base = movedFrom(program, decoded);
    this.#pointers.set(decoded.rd, base === undefined ? this.#nextPointer++ : this.#pointer(base));
  }

  /** None for atomics: they must be aligned too, and some have their access only under a condition. */
  #key(decoded: Decoded, { intent, aligned }: Access): string | undefined {
    const base = aligned ? undefined : baseOf(decoded.instruction.program);
    return base && `${this.#pointer(decoded[base])} ${intent === 'read' ? 'read' : 'write'}`;
  }

  #pointer(register: number): number {
    let pointer = this.#pointers.get(register);
    if (pointer === undefined) this.#pointers.set(register, (pointer = this.#nextPointer++));
    return pointer;
  }
}

/** The register that the address of a program's access is made from by adding a constant. */
function baseOf(program: Program): Register | undefined {
  const access = program.find((node) => node.kind === 'load' || node.kind === 'store');
  return access && registerIn(access.address);
}

/** The register from which an instruction makes a pointer by adding a constant, if it does no more. */
function movedFrom(program: Program, decoded: Decoded): number | undefined {
  const set = program.find((node) => node.kind === 'setX');
  if (set?.kind !== 'setX' || program.some(({ kind }) => kind === 'load' || kind === 'call' || kind === 'jump')) return undefined;
  const { value } = set;
  if (value.kind === 'op' && value.op === 'i64.add' && value.args.every(({ kind }) => kind === 'getX')) {
    const [a, b] = value.args.map((arg) => (arg.kind === 'getX' ? decoded[arg.register] : 0));
    return a === 0 ? b : b === 0 ? a : undefined; // a move is an addition of x0
  }
  const register = registerIn(value);
  return register && decoded[register];
}

function registerIn(value: Node): Register | undefined {
  if (value.kind === 'getX') return value.register;
  if (value.kind !== 'op' || value.op !== 'i64.add') return undefined;
  const [pointer, distance] = value.args;
  return pointer?.kind === 'getX' && distance?.kind === 'imm' ? pointer.register : undefined;
}
