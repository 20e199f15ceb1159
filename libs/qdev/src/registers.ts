import type { AnyState } from './definition.ts';

interface Indexed {
  [index: number]: unknown;
}

const isIndexed = (value: unknown): value is Indexed => ArrayBuffer.isView(value) || Array.isArray(value);

/** What a field, or the element of it with this index, shows as a register: a flag is 0 or 1. */
export function fieldValue(state: AnyState, field: string, index: number): number | bigint {
  const value = state[field];
  const item = isIndexed(value) ? value[index] : value;
  return typeof item === 'number' || typeof item === 'bigint' ? item : item === true ? 1 : 0;
}

/** Gives a field, or the element of it with this index, a register's value in its own type. */
export function setFieldValue(state: AnyState, field: string, index: number, value: number | bigint): void {
  const old = state[field];
  if (isIndexed(old)) old[index] = inTypeOf(old[index], value);
  else state[field] = inTypeOf(old, value);
}

function inTypeOf(old: unknown, value: number | bigint): unknown {
  if (typeof old === 'boolean') return Number(value) !== 0;
  return typeof old === 'bigint' ? BigInt(value) : Number(value);
}

/** `size` bytes of a register's value from bit `shift` on: a number, or a bigint if they are 8. */
export function extract(value: number | bigint, shift: number, size: number): number | bigint {
  if (size === 8) return BigInt.asUintN(64, BigInt(value));
  if (typeof value === 'bigint') return Number(BigInt.asUintN(8 * size, value >> BigInt(shift)));
  return size === 4 ? value >>> 0 : (value >>> shift) & (2 ** (8 * size) - 1);
}

/** A register's value with `size` bytes from bit `shift` on replaced. */
export function insert(old: number | bigint, value: number | bigint, shift: number, size: number, registerSize: number): number | bigint {
  if (registerSize === 8) {
    const mask = (1n << BigInt(8 * size)) - 1n;
    return (BigInt.asUintN(64, BigInt(old)) & ~(mask << BigInt(shift))) | ((BigInt(value) & mask) << BigInt(shift));
  }
  const mask = 2 ** (8 * size) - 1;
  return ((Number(old) & ~(mask << shift)) | ((Number(value) & mask) << shift)) >>> 0;
}
