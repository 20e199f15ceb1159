import type { Schema, ValuesOf } from '@reprise/options';
import { type AnyState, derived, type RegisterRow } from './definition.ts';
import type { DeviceContext } from './environment.ts';
import { extract, fieldValue, insert, setFieldValue } from './registers.ts';

type Row = RegisterRow<AnyState, DeviceContext, ValuesOf<Schema>>;

/** One row made ready: it reads and writes whole registers as numbers, or as bigints if they have 8 bytes. */
interface Register {
  readonly row: Row;
  readonly at: number;
  readonly size: number;
  readonly count: number;
  readonly stride: number;
  readonly end: number;
  readonly get: ((index: number) => number | bigint) | null;
  readonly set: ((value: number | bigint, index: number) => void) | null;
}

/** A register's value, for a debugger. */
export interface RegisterView {
  readonly region: string;
  /** With the index, if it is one of an array: `priority[3]`. */
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  /** null = it cannot be read. */
  readonly value: number | bigint | null;
}

/** Offsets below this have the rows that may answer looked up once. */
const INDEXED = 4096;
const NONE: readonly Register[] = [];

/** A register table at work on one device's state. */
export class RegisterBank {
  readonly #state: AnyState;
  readonly #dev: DeviceContext;
  readonly #registers: readonly Register[];
  readonly #byOffset: (readonly Register[] | undefined)[] = [];
  /** The register that answered the latest access; null = none did. */
  #answered: Register | null = null;
  #answeredAt = 0;
  #hadSideEffect = false;

  constructor(rows: readonly Row[], state: AnyState, dev: DeviceContext) {
    this.#state = state;
    this.#dev = dev;
    this.#registers = rows.map((row) => this.#prepare(row));
  }

  #prepare(row: Row): Register {
    const { at, stride: given } = row;
    const size = row.size ?? 4;
    const count = derived(row.count, this.#dev.props, 1);
    const stride = given ?? size;
    const end = count === 0 ? at : at + (count - 1) * stride + size;
    return { row, at, size, count, stride, end, get: this.#getter(row), set: this.#setter(row) };
  }

  #getter(row: Row): Register['get'] {
    const { field } = row;
    if (row.read) return (index) => row.read?.(this.#state, this.#dev, index) ?? 0;
    if (field === undefined) return null;
    return (index) => fieldValue(this.#state, field, index);
  }

  #setter(row: Row): Register['set'] {
    const state = this.#state;
    const { field } = row;
    if (row.size === 8) {
      if (row.write) return (value, index) => row.write?.(state, BigInt(value), this.#dev, index);
      if (field === undefined) return null;
      const mask = row.mask ?? 0xffff_ffff_ffff_ffffn;
      return (value, index) => setFieldValue(state, field, index, BigInt(value) & mask);
    }
    if (row.write) return (value, index) => row.write?.(state, Number(value), this.#dev, index);
    if (field === undefined) return null;
    const mask = row.mask ?? 0xffff_ffff;
    return (value, index) => setFieldValue(state, field, index, (Number(value) & mask) >>> 0);
  }

  /** The name of the register that answered the latest access, for tracing. */
  get answered(): string | null {
    const register = this.#answered;
    return register ? nameOf(register, indexIn(register, this.#answeredAt)) : null;
  }

  /** Did the latest read have a side effect? */
  get hadSideEffect(): boolean {
    return this.#hadSideEffect;
  }

  /** Reads 1, 2 or 4 bytes. */
  read(offset: number, size: number): number {
    this.#hadSideEffect = false;
    return Number(this.#read(offset, size, true));
  }

  read64(offset: number): bigint {
    this.#hadSideEffect = false;
    return BigInt(this.#read(offset, 8, true));
  }

  /** Like `read`, but without side effects. */
  peek(offset: number, size: number): number {
    return Number(this.#read(offset, size, false));
  }

  write(offset: number, value: number, size: number): void {
    this.#write(offset, value, size);
  }

  write64(offset: number, value: bigint): void {
    this.#write(offset, value, 8);
  }

  #read(offset: number, size: number, effects: boolean): number | bigint {
    const register = this.#find(offset, size, false);
    if (!register) return this.#readHalves(offset, size, effects);
    const index = indexIn(register, offset);
    const value = register.get?.(index) ?? 0;
    if (effects) {
      this.#answered = register;
      this.#answeredAt = offset;
      if (register.row.then) {
        this.#hadSideEffect = true;
        register.row.then(this.#state, this.#dev, index);
      }
    }
    return extract(value, 8 * ((offset - register.at) % register.stride), size);
  }

  /** An access that no one register answers whole. */
  #readHalves(offset: number, size: number, effects: boolean): number | bigint {
    const half = size / 2;
    if (size === 1 || !this.#isPartly(offset, size, false)) {
      if (effects) this.#unanswered('read', offset, size);
      return size === 8 ? 0n : 0;
    }
    const low = this.#read(offset, half, effects);
    const high = this.#read(offset + half, half, effects);
    return size === 8 ? (BigInt(high) << 32n) | BigInt(low) : ((Number(high) << (8 * half)) | Number(low)) >>> 0;
  }

  #write(offset: number, value: number | bigint, size: number): void {
    const register = this.#find(offset, size, true);
    if (!register) return this.#writeHalves(offset, value, size);
    const index = indexIn(register, offset);
    this.#answered = register;
    this.#answeredAt = offset;
    if (size === register.size) return register.set?.(value, index);
    const shift = 8 * ((offset - register.at) % register.stride);
    register.set?.(insert(register.get?.(index) ?? 0, value, shift, size, register.size), index);
  }

  #writeHalves(offset: number, value: number | bigint, size: number): void {
    const half = size / 2;
    if (size === 1 || !this.#isPartly(offset, size, true)) return this.#unanswered('write', offset, size);
    this.#write(offset, extract(value, 0, half), half);
    this.#write(offset + half, extract(value, 8 * half, half), half);
  }

  #unanswered(what: string, offset: number, size: number): void {
    this.#answered = null;
    this.#dev.guestError(`${what} of ${size} bytes at 0x${offset.toString(16)}, where there is no register`);
  }

  /** The first row that answers the whole access. */
  #find(offset: number, size: number, isWrite: boolean): Register | null {
    for (const register of this.#at(offset)) {
      const within = (offset - register.at) % register.stride;
      if (within + size > register.size || (isWrite ? !register.set : !register.get)) continue;
      if (register.row.when && !register.row.when(this.#state, this.#dev, indexIn(register, offset))) continue;
      return register;
    }
    return null;
  }

  /** Does any register that can be read (written) lie in these bytes? */
  #isPartly(offset: number, size: number, isWrite: boolean): boolean {
    return this.#registers.some((register) => {
      if (isWrite ? !register.set : !register.get) return false;
      for (let at = offset; at < offset + size; at++) if (holds(register, at)) return true;
      return false;
    });
  }

  /** The rows with a register at this offset. */
  #at(offset: number): readonly Register[] {
    if (offset >= INDEXED) return this.#registers.filter((register) => holds(register, offset));
    const known = this.#byOffset[offset];
    if (known) return known;
    const found = this.#registers.filter((register) => holds(register, offset));
    this.#byOffset[offset] = found.length === 0 ? NONE : found;
    return this.#byOffset[offset] ?? NONE;
  }

  /** Every register with its value, without side effects; rows whose `when` does not hold are left out. */
  *views(region: string): Generator<RegisterView> {
    for (const register of this.#registers) {
      const { row, at, size, count, stride } = register;
      for (let index = 0; index < count; index++) {
        if (row.when && !row.when(this.#state, this.#dev, index)) continue;
        const value = register.get ? extract(register.get(index), 0, size) : null;
        yield { region, name: nameOf(register, index), offset: at + index * stride, size, value };
      }
    }
  }
}

const indexIn = (register: Register, offset: number): number => Math.floor((offset - register.at) / register.stride);

const holds = ({ at, end, stride, size }: Register, offset: number): boolean =>
  offset >= at && offset < end && (offset - at) % stride < size;

const nameOf = ({ row, count }: Register, index: number): string => (count === 1 ? row.name : `${row.name}[${index}]`);
