const X_NAMES =
  'zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'.split(' ');
const F_NAMES =
  'ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11'.split(' ');

/** ABI names of registers 0 .. 31: RISC-V ELF psABI, chapter 1. */
export const xName = (register: number): string => X_NAMES[register] ?? `x${register}`;
export const fName = (register: number): string => F_NAMES[register] ?? `f${register}`;

const numbered = (prefix: string): [string, number][] => Array.from({ length: 32 }, (_, i) => [`${prefix}${i}`, i]);
const byName = (prefix: string, names: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...numbered(prefix), ...names.map((name, i): [string, number] => [name, i])]);

const X_NUMBERS: ReadonlyMap<string, number> = new Map([...byName('x', X_NAMES), ['fp', 8]]);
const F_NUMBERS = byName('f', F_NAMES);

/** The number of a register by its ABI name or its plain one (x5, f5); undefined for any other text. */
export const xNumber = (name: string): number | undefined => X_NUMBERS.get(name);
export const fNumber = (name: string): number | undefined => F_NUMBERS.get(name);
