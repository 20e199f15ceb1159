import { enumOf, int } from '@reprise/options';
import { DEFAULT_TIER, tierNames } from '@reprise/vm';
import { crashOptions } from '../crash/crash-options.ts';
import { parsePort } from '../gdb/gdb-port.ts';
import { flag, many, one, typed, verbatim, type OptionValues } from '../options/option.ts';
import {
  parseDevice, parseDrive, parseGlobal, parseIcount, parseMachine, parseMemory, parseRtc, parseSeconds, parseSeed, parseSmp, parseTrace,
} from './option-values.ts';

const boot = {
  kernel: one('FILE', verbatim, { description: 'kernel: Linux Image or ELF, also compressed with gzip; default: the bundled Linux' }),
  initrd: one('FILE', verbatim, { description: "the kernel's initial RAM disk" }),
  append: one('TEXT', verbatim, { description: "the kernel's command line" }),
  bios: one('FILE|none', verbatim, { description: 'firmware in machine mode; default: OpenSBI, none for FILE.elf' }),
  dtb: one('FILE', verbatim, { description: "a device tree instead of the machine's own" }),
  cmd: one('COMMAND', verbatim, { description: 'a shell command for the bundled Linux; its exit status is that of the run' }),
} as const;

const machine = {
  M: one('NAME[,PROP=VALUE..]', parseMachine, { description: 'machine, default virt; -M help lists them', aliases: ['machine'] }),
  cpu: one('NAME[,PROP=VALUE..]', verbatim, { description: 'CPU, default rv64; -cpu help lists them' }),
  m: one('SIZE', parseMemory, { description: 'RAM, default 256M' }),
  smp: one('N', parseSmp, { description: 'harts, default 1' }),
  drive: many('FILE[,ro]', parseDrive, { description: 'disk image; or file=FILE,if=virtio|none|pflash,id=ID,readonly=on,snapshot=on' }),
  device: many('TYPE[,PROP=VALUE..]', parseDevice, { description: 'a device; -device help lists them, -device TYPE,help its properties' }),
  global: many('TYPE.PROP=VALUE', parseGlobal, { description: 'default of a property for all devices of a type' }),
  rtc: one('base=utc|DATE', parseRtc, { description: 'date and time at power-on, default 2026-01-01' }),
  icount: one('shift=N', parseIcount, { description: 'an instruction takes 2^N ns of virtual time, default 0' }),
  seed: one('N', parseSeed, { description: "what the guest's random numbers follow from, default 0" }),
} as const;

const input = {
  'console-input': one('FILE|-', verbatim, { description: 'what is typed at the console; - = stdin' }),
} as const;

const execution = {
  engine: typed(tierNames.join('|'), enumOf(tierNames, { description: `how instructions are executed, default ${DEFAULT_TIER}: the others are slower, and the same` })),
  'no-reboot': flag({ description: 'a guest that resets the machine ends the run; always so for the bundled Linux' }),
  nographic: flag({ description: 'for those who are used to it: there are no graphics' }),
} as const;

const ends = {
  insns: typed('N', int({ description: 'end after N instructions of all harts', min: 1 })),
  wall: one('SECONDS', parseSeconds, { description: 'end after so much time' }),
  json: one('FILE', verbatim, { description: 'write there how the run ended' }),
  trace: many('exec|mmio|irq|jit[=ADDRESS]', parseTrace, { description: 'write instructions, device accesses, interrupt lines, compiled code to stderr' }),
  'trace-file': one('FILE', verbatim, { description: 'or there' }),
  profile: one('FILE', verbatim, { description: 'write there what instructions were spent on, for speedscope, and a summary to stderr' }),
} as const;

const debugging = {
  gdb: one('P', parsePort, { description: 'wait for gdb on TCP port P of 127.0.0.1 before the first instruction; 0 = any that is free' }),
} as const;

export const recordingOptions = {
  record: one('DIR', verbatim, { description: 'record the run in a new folder: see reprise replay --help' }),
  'keyframe-every': typed('N', int({ description: 'instructions between two keyframes of the recording, default 500000000', min: 1 })),
  ...crashOptions,
} as const;
export type RecordingValues = OptionValues<typeof recordingOptions>;

const help = { help: flag({ description: 'this help', aliases: ['h'] }) } as const;

/** What determines a run. */
export const configurationOptions = { ...boot, ...machine, ...input, ...execution } as const;
export type ConfigurationValues = OptionValues<typeof configurationOptions>;

/** Options of `reprise run`. */
export const runOptions = { ...configurationOptions, ...recordingOptions, ...debugging, ...ends, ...help } as const;
export type RunValues = OptionValues<typeof runOptions>;

/** Options of whatever executes a run: its input, its ends, its recording. */
export const sessionOptions = { ...input, ...recordingOptions, ...debugging, ...ends, ...help } as const;
export type SessionValues = OptionValues<typeof sessionOptions>;

const configurationSections = [
  { title: 'What is started', options: boot },
  { title: 'The machine', options: machine },
  { title: 'Its console', options: input },
  { title: 'Execution', options: execution },
] as const;

export const runSections = [...configurationSections, { title: 'Recording', options: recordingOptions }, { title: 'Debugging', options: debugging }, { title: 'Ends and reports', options: { ...ends, ...help } }] as const;

export const sessionSections = [
  { title: 'Its console', options: input },
  { title: 'Recording', options: recordingOptions },
  { title: 'Debugging', options: debugging },
  { title: 'Ends and reports', options: { ...ends, ...help } },
] as const;
export { configurationSections, help as helpOption };
