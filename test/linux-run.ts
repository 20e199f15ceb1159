import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
import type { CharBackend } from '@reprise/qdev';
import { parseCpuOption } from '@reprise/riscv';
import { Disk, Run, SeededEntropy, type RunOptions } from '@reprise/vm';

const guests = new URL('../guests/', import.meta.url);
const image = (path: string): Uint8Array => readFileSync(new URL(path, guests));
const files = {
  bios: image('opensbi/fw_dynamic.bin'),
  kernel: gunzipSync(image('linux/Image.gz')),
  initrd: image('initramfs/initramfs.cpio.gz'),
};

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');
const registry = machineRegistry();

export interface LinuxRunOptions extends Partial<RunOptions> {
  readonly smp?: number;
  /** Bytes; 128 MiB unless said otherwise. */
  readonly memory?: number;
  readonly seed?: bigint;
  /** What is typed at the console: it is there from the start. */
  readonly input?: string;
  /** Takes what is printed. */
  readonly console?: CharBackend;
  /** Another kernel than the bundled one: an uncompressed image. */
  readonly kernel?: Uint8Array;
}

/** The bundled Linux with a command to run and a disk of zeros. */
export function linuxRun(command: string, options: LinuxRunOptions = {}): Run {
  const { seed = 7n } = options;
  const disk = new Disk({ size: 8 << 20, read: (_offset, into) => void into.fill(0) }, false);
  const entropy = new SeededEntropy(seed, sha256);
  const configuration: MachineConfiguration = {
    machine: 'virt',
    cpu: parseCpuOption(registry, 'rv64'),
    memory: options.memory ?? 128 << 20,
    smp: options.smp ?? 1,
    bios: { name: 'fw_dynamic.bin', bytes: files.bios },
    kernel: { name: 'Image', bytes: options.kernel ?? files.kernel },
    initrd: { name: 'initramfs', bytes: files.initrd },
    append: `console=ttyS0 CMD="${command}"`,
    drives: [{ id: 'disk', interface: 'virtio', backend: disk, sha256: '0'.repeat(64) }],
    seed,
    rtcStart: 1_700_000_000,
  };
  const backends = options.console ? { chardevs: { serial0: options.console } } : {};
  const run = new Run({
    createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends, sha256, trace: null }),
    hash: sha256,
    disks: new Map([['disk', disk]]),
    entropy: new Map([['rng', entropy]]),
    ...options,
  });
  if (options.input !== undefined) {
    run.inject({ kind: 'characters', device: '/machine/soc/uart0', bytes: new TextEncoder().encode(options.input) });
  }
  return run;
}
