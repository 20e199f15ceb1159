import { bool, int, type Schema, type ValuesOf } from '@reprise/options';

/** An extension that is there and may be switched off. */
const offered = (description: string) => bool({ default: true, description });

/** One that is there and cannot be switched off. */
const needed = (description: string) =>
  bool({ default: true, description: `${description}; always on`, validate: (on) => (on ? null : 'expected on: it cannot be switched off') });

/** One that QEMU has and this CPU lacks: QEMU's command lines that switch it off still work. */
const missing = (description: string) =>
  bool({ default: false, description: `${description}; not available`, validate: (on) => (on ? `expected off: ${description} not available` : null) });

const identity = (description: string) => int({ default: 0, description });

/** The properties of `-cpu rv64`, by QEMU's names. */
export const cpuProperties = {
  i: needed('base integer instructions'),
  m: offered('integer multiplication and division'),
  a: offered('atomic instructions'),
  f: offered('single-precision floating point'),
  d: offered('double-precision floating point'),
  c: offered('compressed instructions'),
  s: offered('supervisor mode'),
  u: offered('user mode'),
  e: missing('base integer instructions with 16 registers'),
  h: missing('hypervisor'),
  v: missing('vector instructions'),
  zicbom: offered('cache block management'),
  zicbop: offered('cache block prefetch hints'),
  zicboz: offered('cache block zeroing'),
  zicntr: offered('cycle, time and instret'),
  zicond: offered('conditional zeroing'),
  zicsr: needed('control and status registers'),
  zifencei: offered('instruction-fetch fence'),
  zihintpause: offered('pause hint'),
  zihpm: offered('hardware performance counters, which count nothing'),
  zfh: missing('half-precision floating point'),
  zfhmin: missing('half-precision conversions'),
  zba: offered('address generation'),
  zbb: offered('basic bit manipulation'),
  zbc: offered('carry-less multiplication'),
  zbs: offered('single-bit instructions'),
  zbkb: missing('bit manipulation for cryptography'),
  zbkc: missing('carry-less multiplication for cryptography'),
  zbkx: missing('crossbar permutations'),
  sscofpmf: missing('counter overflow interrupts'),
  sstc: offered('supervisor timer compare'),
  svade: bool({ default: false, description: 'clear A and D bits fault, instead of being set by the hardware' }),
  svinval: offered('fine-grained translation invalidation'),
  svnapot: offered('64 KiB pages'),
  svpbmt: missing('page-based memory types'),
  mmu: offered('address translation'),
  sv39: offered('39-bit virtual addresses'),
  sv48: offered('48-bit virtual addresses, where there are 39-bit ones'),
  sv57: offered('57-bit virtual addresses, where there are 48-bit ones'),
  pmp: offered('physical memory protection with 16 entries'),
  mvendorid: identity('value of mvendorid'),
  marchid: identity('value of marchid'),
  mimpid: identity('value of mimpid'),
} as const satisfies Schema;

export type CpuProperties = ValuesOf<typeof cpuProperties>;
