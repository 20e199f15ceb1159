/**
 * Quantities that are all numbers but must not be mixed. A plain number (a literal, the result of arithmetic) is accepted
 * where a quantity is expected; a quantity of another kind is not: an `Icount` given for `Nanoseconds` does not compile.
 */
declare const quantity: unique symbol;
type Quantity<T, Name extends string> = T & { readonly [quantity]?: Name };

/** A guest physical address: an integer in 0 .. 2^53-1 (RISC-V has 56 bits of it; nothing is ever mapped above 2^53). */
export type GuestPhysical = Quantity<number, 'GuestPhysical'>;
/** A guest virtual address: 0 .. 2^64-1. */
export type GuestVirtual = Quantity<bigint, 'GuestVirtual'>;
/** A count of guest instructions since power-on: an integer in 0 .. 2^53-1. */
export type Icount = Quantity<number, 'Icount'>;
/** Virtual time, or a span of it, in nanoseconds: an integer in 0 .. 2^53-1 (104 days). */
export type Nanoseconds = Quantity<number, 'Nanoseconds'>;
/** A byte offset into a VM's one memory: an integer in 0 .. 2^32-1. */
export type HostOffset = Quantity<number, 'HostOffset'>;

function natural(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${what} must be an integer in 0..2^53-1, got ${value}`);
  return value;
}

/** @throws RangeError if `value` is not an integer in 0 .. 2^53-1 */
export const guestPhysical = (value: number): GuestPhysical => natural(value, 'a guest physical address');
/** Any integer, taken modulo 2^64. */
export const guestVirtual = (value: bigint): GuestVirtual => BigInt.asUintN(64, value);
/** @throws RangeError if `value` is not an integer in 0 .. 2^53-1 */
export const icount = (value: number): Icount => natural(value, 'an instruction count');
/** @throws RangeError if `value` is not an integer in 0 .. 2^53-1 */
export const nanoseconds = (value: number): Nanoseconds => natural(value, 'a time in ns');
