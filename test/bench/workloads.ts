/** What is measured: the programs, and what each of them measures. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tool } from '../find-tool.ts';
import { buildGuests } from '../guest/build.ts';
import { withPrograms } from './initrd.ts';

/** What a program spends its time with. `start` and `boot` are what the others are taken to have cost before they began. */
export const kinds = ['start', 'boot', 'integer', 'call', 'branch', 'memory', 'floating-point', 'system', 'job'] as const;
export type Kind = (typeof kinds)[number];

/** A program that has the machine for itself. */
export interface BareGuest {
  readonly system: 'bare';
  readonly elf: string;
  /** The same program for the machine that measures, where there is one. */
  readonly native?: string;
}

/** Linux, and a command in it. */
export interface LinuxGuest {
  readonly system: 'linux';
  /** The kernel as it is bundled, and uncompressed, as QEMU needs it. */
  readonly kernel: string;
  readonly image: string;
  readonly initrd: string;
  readonly append: string;
}

export type Guest = BareGuest | LinuxGuest;

export interface Workload {
  readonly name: string;
  readonly kind: Kind;
  readonly guest: Guest;
}

/** The name of the workload that a workload's own start is taken to cost. */
export const baseOf = ({ guest }: Workload): string => (guest.system === 'bare' ? 'start' : 'boot');

/** RAM of the machines, in MiB. */
export const RAM = { bare: 128, linux: 256 } as const;

/** A program that ends at once. */
const START = 'exit-code';

/** Programs of test/guest and of the folder beside this file that run bare. */
const BARE: Partial<Record<Kind, readonly string[]>> = {
  integer: ['sieve', 'sha256', 'matrix-integer', 'sort', 'crc32', 'xorshift'],
  call: ['fib', 'tak'],
  branch: ['state-machine', 'bytecode'],
  memory: ['pointer-chase', 'random-access', 'copy', 'copy-blocks'],
  'floating-point': ['matrix', 'nbody', 'mandelbrot', 'fft'],
};

/** The same, and programs of guest/linux, as processes: by the name of the workload, the command. */
const LINUX: Partial<Record<Kind, Readonly<Record<string, string>>>> = {
  integer: { 'linux-sha256': '/bench/sha256' },
  call: { 'linux-fib': '/bench/fib' },
  system: {
    getpid: '/bench/getpid',
    'read-write': '/bench/read-write',
    'page-faults': '/bench/page-faults',
    mprotect: '/bench/mprotect',
    pipe: '/bench/pipe',
    fork: '/bench/fork',
    exec: '/bench/exec',
  },
  job: { gzip: '/bench/text | gzip | sha256sum' },
};

const bareNames = Object.values(BARE).flat();
const commands = Object.values(LINUX).flatMap((ofKind) => Object.values(ofKind));
/** Names of the programs that run as processes of Linux. */
const processes = commands.flatMap((command) => [...command.matchAll(/\/bench\/([\w-]+)/g)].map(([, name = '']) => name));

const root = join(import.meta.dirname, '../..');
const guests = join(root, 'guests');
const built = join(root, 'test/guest/build');

/**
 * Builds the programs and describes them.
 * @param length `bench` for loops of some seconds, `quick` for such as end at once; there, the commands of Linux are one workload, in one boot
 * @param folder where the files go that Linux is started with
 */
export function workloads(length: 'bench' | 'quick', folder: string): readonly Workload[] {
  const longer = length === 'bench' ? ['--bench'] : [];
  const programs = join(built, ...(length === 'bench' ? ['bench'] : []));
  buildGuests(...longer, START, ...bareNames);
  buildGuests(...longer, '--linux', ...processes);
  const forHost = tool('gcc') !== undefined;
  if (forHost) buildGuests(...longer, '--native', ...bareNames);

  const elf = (name: string): string => join(programs, `${name}.elf`);
  const bare = (name: string): BareGuest => ({
    system: 'bare',
    elf: elf(name),
    ...(forHost && { native: join(programs, 'native', `${name}.elf`) }),
  });
  const linux = linuxWith(join(programs, 'linux'), folder);
  const start: Workload = { name: 'start', kind: 'start', guest: { system: 'bare', elf: elf(START) } };
  const boot: Workload = { name: 'boot', kind: 'boot', guest: linux('true') };
  const runBare = (kind: Kind): readonly Workload[] => (BARE[kind] ?? []).map((name) => ({ name, kind, guest: bare(name) }));
  const runInLinux = (kind: Kind): readonly Workload[] => Object.entries(LINUX[kind] ?? {}).map(([name, command]) => ({ name, kind, guest: linux(command) }));
  if (length === 'quick') return [start, ...kinds.flatMap(runBare), { name: 'linux', kind: 'system', guest: linux(commands.join('; ')) }];
  return [start, boot, ...kinds.flatMap((kind) => [...runBare(kind), ...runInLinux(kind)])];
}

/** The bundled Linux with the programs of a folder in /bench: what makes a guest of a command. */
function linuxWith(programs: string, folder: string): (command: string) => LinuxGuest {
  mkdirSync(folder, { recursive: true });
  const [kernel, image, initrd] = [join(guests, 'linux/Image.gz'), join(folder, 'Image'), join(folder, 'initrd')];
  const contents = new Map(processes.map((name) => [name, readFileSync(join(programs, `${name}.elf`))]));
  writeFileSync(image, gunzipSync(readFileSync(kernel)));
  writeFileSync(initrd, withPrograms(readFileSync(join(guests, 'initramfs/initramfs.cpio.gz')), 'bench', contents));
  return (command) => ({ system: 'linux', kernel, image, initrd, append: `console=ttyS0 quiet loglevel=3 CMD="${command}"` });
}
