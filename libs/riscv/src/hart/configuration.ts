/** What a hart may or may not have beside the base integer instructions, in the order of the ISA string. */
export const extensionNames = [
  'm', 'a', 'f', 'd', 'c', 's', 'u',
  'zicbom', 'zicbop', 'zicboz', 'zicntr', 'zicond', 'zicsr', 'zifencei', 'zihintpause', 'zihpm',
  'zba', 'zbb', 'zbc', 'zbs',
  'sstc', 'svade', 'svinval', 'svnapot',
] as const;

export type Extension = (typeof extensionNames)[number];
export type Extensions = Readonly<Record<Extension, boolean>>;

/** The widest address translation that satp accepts; each includes the narrower ones. */
export const satpModes = ['bare', 'sv39', 'sv48', 'sv57'] as const;
export type SatpMode = (typeof satpModes)[number];

/** What one hart is: part of the run's configuration, so it never changes. */
export interface HartConfiguration {
  readonly hartid: number;
  readonly extensions: Extensions;
  readonly maxSatpMode: SatpMode;
  /** Physical memory protection entries. */
  readonly pmpEntries: 0 | 16;
  /** Where the hart starts after a reset. */
  readonly resetVector: bigint;
  readonly mvendorid: bigint;
  readonly marchid: bigint;
  readonly mimpid: bigint;
}

/**
 * The extensions that instruction tables know, as they are written there: `I`, `M`, `Zba`, .. Names that bring no instructions
 * are among them.
 */
export const instructionExtensions = (extensions: Extensions): ReadonlySet<string> =>
  new Set(['I', ...extensionNames.filter((name) => extensions[name]).map((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`)]);

const everyExtension = (value: boolean): Record<Extension, boolean> => {
  const all: Partial<Record<Extension, boolean>> = {};
  for (const name of extensionNames) all[name] = value;
  return all as Record<Extension, boolean>; // the loop gave it every name
};

/** All of them, except that A and D bits are set by the hardware rather than by a fault handler (svade). */
export const defaultExtensions: Extensions = { ...everyExtension(true), svade: false };

/** A hart with everything, with some of it changed. */
export function hartConfiguration(changes: Partial<HartConfiguration> = {}): HartConfiguration {
  return {
    hartid: 0,
    extensions: defaultExtensions,
    maxSatpMode: 'sv57',
    pmpEntries: 16,
    resetVector: 0x1000n,
    mvendorid: 0n,
    marchid: 0n,
    mimpid: 0n,
    ...changes,
  };
}
