/** Values of options that are written as QEMU's: `type,key=value,..`. */
import { bool, enumOf, int, OptionError, parseOptionString, parseValues, property, size, string } from '@reprise/options';
import type { DeviceOption, DriveOption, GlobalOption } from '@reprise/vm-host';

const MIB = 1 << 20;

const memoryProperties = { size: size({ description: 'RAM', unit: 'M', min: MIB, max: 3584 * MIB, required: true }) };

/** `-m 256M`, `-m 256`, `-m size=256M`: bytes. */
export const parseMemory = (text: string): number =>
  text.includes('=') ? parseValues(memoryProperties, 'm', parseOptionString(text, true).entries).size : memoryProperties.size.parse(text);

const smpProperties = { cpus: int({ description: 'harts', min: 1, max: 8, required: true }) };

/** `-smp 4`, `-smp cpus=4` */
export const parseSmp = (text: string): number =>
  text.includes('=') ? parseValues(smpProperties, 'smp', parseOptionString(text, true).entries).cpus : smpProperties.cpus.parse(text);

export interface MachineOption {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** `-M virt,aclint=on`; also `type=virt,..`. The properties are read by whoever makes the machine. */
export function parseMachine(text: string): MachineOption {
  const { head, entries } = parseOptionString(text);
  const { type, ...properties } = Object.fromEntries(entries);
  const name = head ?? type;
  if (name === undefined || name === '') throw new OptionError(`'${text}': the machine's name is missing`);
  return { name, properties: head === null || type === undefined ? properties : { ...properties, type } };
}

/** `-device TYPE,key=value,..` */
export function parseDevice(text: string): DeviceOption {
  const { head, entries } = parseOptionString(text);
  const { driver, id, bus, ...properties } = Object.fromEntries(entries);
  const type = head ?? driver;
  if (type === undefined || type === '') throw new OptionError(`'${text}': the device's type is missing`);
  return { type, ...(id !== undefined && { id }), ...(bus !== undefined && { bus }), properties };
}

const driveProperties = {
  file: string({ description: 'the image', required: true, validate: (path) => (path === '' ? "'file' is empty" : null) }),
  format: enumOf(['raw'], { description: 'how the file holds the image', default: 'raw' }),
  if: enumOf(['virtio', 'none', 'pflash'], { description: 'what it is connected to; none = by -device ..,drive=ID', default: 'virtio' }),
  id: string({ description: 'its name' }),
  index: int({ description: "which of the board's flashes", max: 1 }),
  unit: int({ description: 'the same', max: 1 }),
  readonly: bool({ description: 'the guest may not write', default: false }),
  ro: bool({ description: 'the same', default: false }),
  snapshot: bool({ description: 'what the guest writes is forgotten', default: false }),
};

/** `--drive FILE[,ro]`, `-drive file=FILE,format=raw,if=virtio,readonly=on,id=ID`; `number` counts the drives before it. */
export function parseDrive(text: string, number: number): DriveOption {
  const { head, entries } = parseOptionString(text);
  if (head !== null && entries.some(([key]) => key === 'file')) throw new OptionError(`'${text}': 'file' is given twice`);
  const given = head === null ? entries : [['file', head] as const, ...entries];
  const { file, if: kind, id = `drive${number}`, index, unit = index, readonly, ro, snapshot } = parseValues(driveProperties, 'drive', given);
  return { file, id, interface: kind, ...(unit !== undefined && { index: unit }), readonly: readonly || ro, snapshot };
}

/** `-global TYPE.PROPERTY=VALUE` */
export function parseGlobal(text: string): GlobalOption {
  const [, type, name, value] = /^([^=]*)\.([^.=]+)=([^]*)$/.exec(text) ?? [];
  if (type === undefined || type === '' || name === undefined || value === undefined) throw new OptionError(`expected TYPE.PROPERTY=VALUE, got '${text}'`);
  return { type, property: name, value };
}

const icountProperties = {
  shift: int({ description: 'log2 of the virtual ns of an instruction', min: 0, max: 10, required: true }),
  sleep: enumOf(['off'], { description: 'idle time is skipped', default: 'off' }),
};

/** `-icount shift=N` */
export const parseIcount = (text: string): number => parseValues(icountProperties, 'icount', parseOptionString(text, true).entries).shift;

/** UTC, in seconds since 1970. */
const dateTime = property<number | 'utc'>(
  {
    name: 'utc|DATE',
    expected: 'utc or a date such as 2026-01-31T12:00:00',
    parse: (text) => {
      if (text === 'utc') return text;
      const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?$/.test(text) ? Date.parse(text.includes('T') ? `${text}Z` : text) : NaN;
      return Number.isNaN(ms) || ms < 0 ? undefined : ms / 1000;
    },
    accept: (value) => (value === 'utc' || typeof value === 'number' ? value : undefined),
    format: String,
  },
  { description: 'the time at power-on', required: true },
);

const rtcProperties = { base: dateTime, clock: enumOf(['vm'], { description: 'what drives it', default: 'vm' }) };

/** `-rtc base=utc`, `-rtc base=2026-01-31T12:00:00`: seconds since 1970; `utc` is the host's time. */
export function parseRtc(text: string): number {
  const { base } = parseValues(rtcProperties, 'rtc', parseOptionString(text, true).entries);
  return base === 'utc' ? Math.floor(Date.now() / 1000) : base;
}

/** 0 .. 2^64-1, decimal or 0x. */
export function parseSeed(text: string): bigint {
  const seed = /^(\d+|0[xX][0-9a-fA-F]+)$/.test(text) ? BigInt(text) : -1n;
  if (seed < 0n || seed >= 1n << 64n) throw new OptionError(`expected an integer in 0..2^64-1, got '${text}'`);
  return seed;
}

/** A positive number of seconds, also fractions: milliseconds. */
export function parseSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (!(seconds > 0) || !Number.isFinite(seconds)) throw new OptionError(`expected a number of seconds above 0, got '${text}'`);
  return seconds * 1000;
}

const count = int({ description: 'instructions', required: true });

/** `N,N,N`: instruction counts. */
export const parseCounts = (text: string): number[] => text.split(',').map((part) => count.parse(part));

const traceKind = enumOf(['exec', 'mmio', 'irq', 'jit'], { description: 'what is traced', required: true });

/** What is to be traced. */
export interface TraceOption {
  readonly kind: ReturnType<typeof traceKind.parse>;
  /** Of `jit`: only regions with the instruction at this virtual address, in full. */
  readonly address?: bigint;
}

/** `exec,mmio`, `jit`, `jit=0x80000000` */
export const parseTrace = (text: string): TraceOption[] =>
  text.split(',').map((part) => {
    const [, address] = /^jit=0[xX]([0-9a-fA-F]{1,16})$/.exec(part) ?? [];
    if (address !== undefined) return { kind: 'jit', address: BigInt(`0x${address}`) };
    if (part.startsWith('jit=')) throw new OptionError(`'${part}': expected jit=ADDRESS, such as jit=0x80000000`);
    return { kind: traceKind.parse(part) };
  });
