import { hash } from 'node:crypto';
import { tierNames, type TierName } from '@reprise/vm';
import type { PreparedRun } from '../run/prepared-run.ts';
import type { BootFiles } from '../run/read-boot-files.ts';
import type { DeviceOption, DriveOption, GlobalOption, RunConfiguration } from '../run/run-configuration.ts';
import { JsonFields } from './json-fields.ts';

/** A file by what is in it. */
export interface RecordedFile {
  /** As it was called: for people. */
  readonly name: string;
  /** 64 hex digits; its contents are in the recording under this name. */
  readonly sha256: string;
}

/** One with a size is empty, and its contents are in no file. */
export type RecordedDrive = Omit<DriveOption, 'file' | 'snapshot'> & RecordedFile;

/** A configuration without a path: all that a run depends on beside its input, with its files by digest. Plain data, for JSON. */
export interface RecordedConfiguration {
  readonly machine: string;
  readonly machineProperties: Readonly<Record<string, string>>;
  readonly cpu: string;
  readonly memory: number;
  readonly smp: number;
  readonly append: string | null;
  readonly quietFirmware: boolean;
  readonly bios: RecordedFile | null;
  readonly kernel: RecordedFile | null;
  readonly initrd: RecordedFile | null;
  readonly dtb: RecordedFile | null;
  readonly drives: readonly RecordedDrive[];
  readonly devices: readonly DeviceOption[];
  readonly globals: readonly GlobalOption[];
  /** Decimal. */
  readonly seed: string;
  readonly rtcStart: number;
  readonly icountShift: number;
  readonly engine: TierName;
  readonly stopAtReset: boolean;
  /** The guest is the bundled Linux, whose shell ends when its input does. */
  readonly hasShell: boolean;
}

/** The parts of a configuration that are no files. */
export type MachineSettings = Omit<RunConfiguration, 'boot' | 'guests' | 'dtb' | 'drives'>;

/** The configuration of a run that is prepared, by the digests of its files. */
export function recordedConfiguration(configuration: RunConfiguration, { files, drives }: Pick<PreparedRun, 'files' | 'drives'>): RecordedConfiguration {
  const { machine, machineProperties, cpu, memory, smp, append = null, quietFirmware, devices, globals, seed, rtcStart, icountShift, engine, stopAtReset } = configuration;
  const file = (image: BootFiles['bios'] | undefined): RecordedFile | null =>
    image === undefined || image === 'none' ? null : { name: image.name, sha256: hash('sha256', image.bytes, 'hex') };
  return {
    machine, machineProperties, cpu, memory, smp, append, quietFirmware,
    bios: file(files.bios), kernel: file(files.kernel), initrd: file(files.initrd), dtb: file(files.dtb),
    drives: drives.map(({ option: { file: name, id, interface: kind, index, size, readonly }, image }) =>
      ({ name, id, interface: kind, readonly, ...optionally('index', index), ...optionally('size', size), sha256: image.sha256() })),
    devices, globals, seed: String(seed), rtcStart, icountShift, engine, stopAtReset,
    hasShell: configuration.boot.kind === 'linux',
  };
}

/** All files of a configuration, and what they are. */
export const recordedFiles = ({ bios, kernel, initrd, dtb, drives }: RecordedConfiguration): { readonly what: string; readonly file: RecordedFile }[] =>
  [
    { what: 'firmware', file: bios }, { what: 'kernel', file: kernel }, { what: 'initrd', file: initrd }, { what: 'device tree', file: dtb },
    ...drives.map((drive) => ({ what: `drive '${drive.id}'`, file: drive.size === undefined ? drive : null })),
  ].flatMap(({ what, file }) => (file ? [{ what, file }] : []));

/** The machine's part of a recorded configuration, without its files. */
export function machineSettings({ append, seed, ...recorded }: RecordedConfiguration): MachineSettings {
  const { machine, machineProperties, cpu, memory, smp, quietFirmware, devices, globals, rtcStart, icountShift, engine, stopAtReset } = recorded;
  return {
    machine, machineProperties, cpu, memory, smp, quietFirmware, devices, globals, rtcStart, icountShift, engine, stopAtReset,
    seed: BigInt(seed),
    ...(append !== null && { append }),
  };
}

const HASH = /^[0-9a-f]{64}$/;

/** From JSON. @throws RecordingError: which field is not what it should be */
export function parseConfiguration(value: unknown): RecordedConfiguration {
  const fields = new JsonFields(value, 'run.json: configuration');
  const file = (name: string): RecordedFile | null => fields.optional(name, () => parseFile(fields.object(name))) ?? null;
  return {
    machine: fields.text('machine'),
    machineProperties: fields.texts('machineProperties'),
    cpu: fields.text('cpu'),
    memory: fields.count('memory'),
    smp: fields.count('smp'),
    append: fields.optional('append', () => fields.text('append')) ?? null,
    quietFirmware: fields.flag('quietFirmware'),
    bios: file('bios'),
    kernel: file('kernel'),
    initrd: file('initrd'),
    dtb: file('dtb'),
    drives: fields.list('drives').map((drive) => ({
      ...parseFile(drive),
      id: drive.text('id'),
      interface: drive.oneOf('interface', ['none', 'virtio', 'pflash']),
      readonly: drive.flag('readonly'),
      ...optionally('index', drive.optional('index', () => drive.count('index'))),
      ...optionally('size', drive.optional('size', () => drive.count('size'))),
    })),
    devices: fields.list('devices').map((device) => ({
      type: device.text('type'),
      properties: device.texts('properties'),
      ...optionally('id', device.optional('id', () => device.text('id'))),
      ...optionally('bus', device.optional('bus', () => device.text('bus'))),
    })),
    globals: fields.list('globals').map((global) => ({ type: global.text('type'), property: global.text('property'), value: global.text('value') })),
    seed: fields.text('seed', /^\d{1,20}$/),
    rtcStart: fields.count('rtcStart'),
    icountShift: fields.count('icountShift'),
    engine: fields.oneOf('engine', tierNames),
    stopAtReset: fields.flag('stopAtReset'),
    hasShell: fields.flag('hasShell'),
  };
}

const parseFile = (fields: JsonFields): RecordedFile => ({ name: fields.text('name'), sha256: fields.text('sha256', HASH) });

const optionally = <const Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T }; // one name, which is Name
