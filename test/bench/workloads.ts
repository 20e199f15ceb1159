/** What is measured, and the command lines that run it on both. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildGuests } from '../guest/build.ts';

export interface Workload {
  readonly name: string;
  readonly kind: 'start' | 'linux' | 'integer' | 'memory' | 'floating point';
  /** Options and operands of `reprise run`. */
  readonly ours: readonly string[];
  /** Options of qemu-system-riscv64. */
  readonly qemu: readonly string[];
}

const root = join(import.meta.dirname, '../..');
const guests = join(root, 'guests');

/** Nothing on either side but a console: QEMU's own clock, its default CPU, one host thread for one hart. */
const QEMU = ['-M', 'virt', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'];

const linux = (name: string, command: string, image: string): Workload => {
  const append = `console=ttyS0 quiet loglevel=3 CMD="${command}"`;
  const files = ['-bios', join(guests, 'opensbi/fw_dynamic.bin'), '-kernel', image, '-initrd', join(guests, 'initramfs/initramfs.cpio.gz')];
  return { name, kind: 'linux', ours: ['--append', append], qemu: [...QEMU, '-m', '256M', ...files, '-append', append] };
};

const program = (name: string, kind: Workload['kind'], elf: string): Workload => ({
  name,
  kind,
  ours: ['-m', '128M', elf],
  qemu: [...QEMU, '-m', '128M', '-bios', 'none', '-kernel', elf],
});

/** Processes, pipes, files and a user program that computes. */
const SHELL_WORK = 'i=0; while [ $i -lt 40 ]; do /bin/true; i=$((i+1)); done; dd if=/dev/zero bs=64k count=64 2>/dev/null | gzip | sha256sum; ls -lR /proc/self /bin | sort | wc';

type ProgramKind = 'integer' | 'memory' | 'floating point';

/** Programs of test/guest, in the version with longer loops. */
const SHARED: Readonly<Record<string, ProgramKind>> = {
  sieve: 'integer', fib: 'integer', crc32: 'integer', sha256: 'integer', copy: 'integer', sort: 'integer', matrix: 'floating point',
};
/** Programs of the folder beside this file. */
const OWN: Readonly<Record<string, ProgramKind>> = {
  xorshift: 'integer', 'matrix-integer': 'integer', tak: 'integer', 'state-machine': 'integer', bytecode: 'integer',
  'pointer-chase': 'memory', 'random-access': 'memory', 'copy-blocks': 'memory',
  nbody: 'floating point', mandelbrot: 'floating point', fft: 'floating point',
};

/** Builds the programs; the uncompressed kernel, which QEMU needs, goes to `folder`. */
export function workloads(folder: string): readonly Workload[] {
  const built = join(root, 'test/guest/build');
  const bench = join(built, 'bench');
  mkdirSync(join(bench, 'guest'), { recursive: true });
  // The build script takes names by their place from test/guest, and puts what it makes at the same place from build/bench.
  buildGuests('exit-code');
  buildGuests('--bench', ...Object.keys(SHARED), ...Object.keys(OWN).map((name) => `../bench/guest/${name}`));
  const image = join(folder, 'Image');
  writeFileSync(image, gunzipSync(readFileSync(join(guests, 'linux/Image.gz'))));
  return [
    program('start', 'start', join(built, 'exit-code.elf')),
    linux('linux', 'true', image),
    linux('linux-work', SHELL_WORK, image),
    ...Object.entries(SHARED).map(([name, kind]) => program(name, kind, join(bench, `${name}.elf`))),
    ...Object.entries(OWN).map(([name, kind]) => program(name, kind, join(bench, `guest/${name}.elf`))),
  ];
}
