/** What random programs keep in which integer registers, so that their addresses are good more often than by chance. */
import type { Random } from './random.ts';

export const SP = 2;
/** Data addresses: sp, and four that compressed instructions can name. */
export const POINTERS: readonly number[] = [SP, 8, 9, 10, 11];
/** Addresses of instructions. */
export const TARGETS: readonly number[] = [1, 12];
/** Everything else. */
export const VALUES: readonly number[] = Array.from({ length: 32 }, (_, register) => register).filter(
  (register) => !POINTERS.includes(register) && !TARGETS.includes(register),
);
/** What three bits can name: x8 to x15. */
const isShort = (register: number): boolean => register >= 8 && register < 16;

const any = Array.from({ length: 32 }, (_, register) => register);

/** A register of a role: always if `strict`, else most of the time; `short` if the field has three bits. */
export function register(random: Random, role: readonly number[], short: boolean, strict: boolean): number {
  const candidates = strict || random.chance(90) ? role : any;
  const fitting = short ? candidates.filter(isShort) : candidates;
  return random.pick(fitting);
}
