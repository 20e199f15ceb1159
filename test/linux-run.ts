import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
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

/** The bundled Linux with a command to run, a disk of zeros, and console input that is there from the start. */
export function linuxRun(command: string, options: Partial<RunOptions> & { readonly smp?: number; readonly input?: string } = {}): Run {
  const disk = new Disk({ size: 8 << 20, read: (_offset, into) => void into.fill(0) }, false);
  const entropy = new SeededEntropy(7n, sha256);
  const configuration: MachineConfiguration = {
    machine: 'virt',
    cpu: parseCpuOption(registry, 'rv64'),
    memory: 128 << 20,
    smp: options.smp ?? 1,
    bios: { name: 'fw_dynamic.bin', bytes: files.bios },
    kernel: { name: 'Image', bytes: files.kernel },
    initrd: { name: 'initramfs', bytes: files.initrd },
    append: `console=ttyS0 CMD="${command}"`,
    drives: [{ id: 'disk', interface: 'virtio', backend: disk, sha256: '0'.repeat(64) }],
    seed: 7n,
    rtcStart: 1_700_000_000,
  };
  const run = new Run({
    createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends: {}, sha256, trace: null }),
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
