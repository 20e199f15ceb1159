import type { Assignment, BundledImage, JobSpecification } from '@reprise/contracts';
import { DEFAULT_TIER } from '@reprise/vm';
import type { Boot, DriveOption, RunConfiguration } from '@reprise/vm-host';

/** The bundled Linux's command line; with a command, there is nothing on the console but what that prints. */
const VERBOSE = 'console=ttyS0';
const QUIET = `${VERBOSE} quiet loglevel=3`;

/** Where the images of an assignment are on this host. */
export type ImagePath = (reference: string) => string;

/** What a job comes to as the configuration of a run. A guest that resets its machine ends the run. */
export function jobConfiguration(job: JobSpecification, pathOf: ImagePath, guests: string): RunConfiguration {
  const { machine, boot, devices, seed, rtcStart } = job;
  const append = appendOf(boot);
  return {
    machine: machine.type,
    machineProperties: machine.properties,
    cpu: machine.cpu,
    memory: machine.memory,
    smp: machine.smp,
    boot: bootOf(boot, pathOf),
    guests,
    ...(append !== undefined && { append }),
    quietFirmware: isQuiet(boot),
    drives: job.disks.map((disk): DriveOption => ({
      file: disk.image === undefined ? disk.id : pathOf(disk.image),
      ...(disk.size !== undefined && { size: disk.size }),
      id: disk.id,
      interface: devices.some(({ properties }) => properties['drive'] === disk.id) ? 'none' : 'virtio',
      readonly: disk.readonly,
      snapshot: true,
    })),
    devices: devices.map(({ type, id, bus, properties }) => ({ type, properties, ...(id !== undefined && { id }), ...(bus !== undefined && { bus }) })),
    globals: machine.globals,
    seed: BigInt(seed),
    rtcStart,
    icountShift: machine.icountShift,
    engine: DEFAULT_TIER,
    stopAtReset: true,
  };
}

/** The digest of an image, as 64 hex digits. @throws RangeError if the assignment does not have it */
export function digestOf({ images }: Pick<Assignment, 'images'>, reference: string): string {
  const digest = images[reference];
  if (digest === undefined) throw new RangeError(`the assignment has no digest of image '${reference}'`);
  return digest.replace(/^sha256:/, '');
}

type JobBoot = JobSpecification['boot'];

const isQuiet = (boot: JobBoot): boolean => boot.kind === 'linux' && boot.command !== undefined;

function appendOf(boot: JobBoot): string | undefined {
  if (boot.kind === 'program') return undefined;
  if (boot.kind === 'kernel') return boot.append;
  return [isQuiet(boot) ? QUIET : VERBOSE, boot.append].filter((text) => text !== undefined).join(' ');
}

function bootOf(boot: JobBoot, pathOf: ImagePath): Boot {
  const bundled = (image: BundledImage): string => pathOf(image);
  const firmware = (bios: string): string => (bios === 'default' ? bundled('bundled:firmware') : pathOf(bios));
  switch (boot.kind) {
    case 'linux':
      return {
        kind: 'linux',
        kernel: bundled('bundled:kernel'),
        initrd: bundled('bundled:initrd'),
        bios: bundled('bundled:firmware'),
        ...(boot.command !== undefined && { command: boot.command }),
      };
    case 'kernel':
      return { kind: 'kernel', kernel: pathOf(boot.kernel), ...(boot.initrd !== undefined && { initrd: pathOf(boot.initrd) }), bios: firmware(boot.bios) };
    case 'program':
      // bare, unless it names firmware
      return { kind: 'program', file: pathOf(boot.program), ...(boot.bios !== 'none' && { bios: firmware(boot.bios) }) };
  }
}
