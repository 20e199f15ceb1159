import { createMachine, machineRegistry, type DriveConfiguration, type Machine, type PluggedDevice } from '@reprise/machine';
import { OptionError } from '@reprise/options';
import type { CharBackend, DeviceTrace } from '@reprise/qdev';
import type { TypeRegistry } from '@reprise/qom';
import { FaultyRun, type PlantedFault } from '@reprise/replay';
import { parseCpuOption } from '@reprise/riscv';
import { Disk, Run, SeededEntropy, type RunOptions } from '@reprise/vm';
import type { DriveImage } from '../images/drive-image.ts';
import { EmptyImage } from '../images/empty-image.ts';
import { FileImage } from '../images/file-image.ts';
import { sha256 } from '../session/sha256.ts';
import { setEngineFlags } from './engine-flags.ts';
import { keptCode } from './kept-code.ts';
import { readBootFiles, type BootFiles } from './read-boot-files.ts';
import type { DeviceOption, DriveOption, RunConfiguration } from './run-configuration.ts';

/** The back end that the board's console is connected to. */
const CONSOLE = 'serial0';
/** The source of entropy of every device that names none. */
const ENTROPY = 'rng0';

/** What a run is connected to outside. */
export interface RunPorts {
  /** Takes what the guest writes to its console. */
  readonly console: CharBackend;
  readonly trace?: DeviceTrace;
  readonly onInstruction?: RunOptions['onInstruction'];
  /** How code is compiled, and who is told: see RunOptions. */
  readonly jit?: RunOptions['jit'];
  /** A defect that the engine is given, for trying what is to find such. */
  readonly fault?: PlantedFault | undefined;
}

/** A run that can begin, with the files that it holds. */
export class PreparedRun {
  readonly run: Run;
  readonly machine: Machine;
  /** What the machine was started with. */
  readonly files: BootFiles;
  readonly drives: readonly OpenDrive[];

  constructor(run: Run, machine: Machine, files: BootFiles, drives: readonly OpenDrive[]) {
    this.run = run;
    this.machine = machine;
    this.files = files;
    this.drives = drives;
  }

  /** The path of the device that the console is connected to; null if the machine has none. */
  get consoleDevice(): string | null {
    return this.machine.chardev(CONSOLE)?.path ?? null;
  }

  /** Writes what the guest wrote to its disks back to their files; returns what could not be, in words. */
  flush(): string[] {
    return this.drives.flatMap(({ disk, image }) => (disk.flush() ? [] : (image.problem ?? [])));
  }

  [Symbol.dispose](): void {
    for (const { image } of this.drives) image[Symbol.dispose]();
  }
}

/** A drive and the image that it has. */
export interface OpenDrive {
  readonly option: DriveOption;
  readonly image: DriveImage;
  readonly disk: Disk;
}

/** Reads the files of a configuration, if they are not being read, and makes its machine. @throws OptionError: what is wrong with it; then nothing stays open */
export async function prepareRun(configuration: RunConfiguration, ports: RunPorts, files?: Promise<BootFiles>): Promise<PreparedRun> {
  parseCpuOption(machineRegistry(), configuration.cpu); // what is wrong with the text comes before what is wrong with files
  return makeRun(configuration, await (files ?? readBootFiles(configuration)), ports);
}

/** Makes the machine of a configuration whose files are read. @throws OptionError: what is wrong with it; then nothing stays open */
export function makeRun(configuration: Omit<RunConfiguration, 'boot' | 'guests' | 'dtb'>, files: BootFiles, ports: RunPorts): PreparedRun {
  const registry = machineRegistry();
  const cpu = parseCpuOption(registry, configuration.cpu);
  const drives = openDrives(configuration.drives);
  try {
    const entropy = new SeededEntropy(configuration.seed, sha256);
    let machine: Machine | undefined;
    const options: RunOptions = {
      createMachine: (environment) => {
        const { machine: name, machineProperties, memory, smp, append, quietFirmware, globals, seed, rtcStart } = configuration;
        machine = createMachine(
          registry,
          {
            machine: name, machineProperties, cpu, memory, smp, ...files, quietFirmware, seed, rtcStart, globals,
            ...(append !== undefined && { append }),
            drives: drives.map(asDriveConfiguration),
            devices: configuration.devices.map((device) => asPluggedDevice(device, registry)),
          },
          { ...environment, backends: { chardevs: { [CONSOLE]: ports.console }, rngs: { [ENTROPY]: entropy } }, sha256, trace: ports.trace ?? null },
        );
        return machine;
      },
      hash: sha256,
      tier: configuration.engine,
      icountShift: configuration.icountShift,
      stopAtReset: configuration.stopAtReset,
      disks: new Map(drives.map(({ option, disk }) => [option.id, disk])),
      entropy: new Map([[ENTROPY, entropy]]),
      ...(ports.onInstruction && { onInstruction: ports.onInstruction }),
      ...(ports.jit && { jit: ports.jit }),
      kept: keptCode(),
    };
    setEngineFlags();
    const run = ports.fault ? new FaultyRun(options, ports.fault) : new Run(options);
    if (!machine) throw new Error('a run has a machine');
    return new PreparedRun(run, machine, files, drives);
  } catch (error) {
    for (const { image } of drives) image[Symbol.dispose]();
    throw error;
  }
}

function openDrives(options: readonly DriveOption[]): OpenDrive[] {
  const open: OpenDrive[] = [];
  try {
    for (const option of options) {
      const isKept = !option.readonly && !option.snapshot && option.size === undefined;
      const image = option.size === undefined ? new FileImage(`drive '${option.file}'`, option.file, isKept) : new EmptyImage(option.size);
      const disk = new Disk(image, option.readonly, isKept ? (pages) => image.writeBack(pages) : undefined);
      open.push({ option, image, disk });
      const other = open.find((drive) => drive.image !== image && drive.image.isSameFile(image));
      if (other && (image.isWritable || other.image.isWritable)) throw new OptionError(`drive '${option.file}' is the same file as drive '${other.option.file}', and one of them is for writing`);
    }
    return open;
  } catch (error) {
    for (const { image } of open) image[Symbol.dispose]();
    throw error;
  }
}

const asDriveConfiguration = ({ option: { id, interface: kind, index }, disk, image }: OpenDrive): DriveConfiguration => ({
  id,
  interface: kind,
  ...(index !== undefined && { index }),
  backend: disk,
  get sha256() {
    return image.sha256(); // only when it is asked for: a disk may be large
  },
});

/** Devices that take random bytes have them from the run's own source, as QEMU makes one for them. */
function asPluggedDevice(device: DeviceOption, registry: TypeRegistry): PluggedDevice {
  const needsEntropy = registry.has(device.type) && 'rng' in registry.properties(device.type) && device.properties['rng'] === undefined;
  return needsEntropy ? { ...device, properties: { ...device.properties, rng: ENTROPY } } : device;
}
