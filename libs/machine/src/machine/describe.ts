import { hexOfBytes } from '@reprise/bits';
import type { Tree, TreeMap } from '@reprise/vmstate';
import type { Image } from '../image/image.ts';
import type { MachineConfiguration, PropertyValues, Sha256 } from './configuration.ts';

/** A configuration as plain data: the same for two exactly if they make the same machine. Names of files are not part of it. */
export function describeConfiguration(configuration: MachineConfiguration, sha256: Sha256): TreeMap {
  const { machine, machineProperties, cpu, memory, smp, bios, kernel, initrd, append, dtb, drives = [], devices = [], globals = [], fwCfgFiles = {}, seed, rtcStart } = configuration;
  const image = (given: Image | undefined): Tree => (given ? { size: given.bytes.length, sha256: hexOfBytes(sha256(given.bytes)) } : null);
  return {
    machine,
    machineProperties: plainValues(machineProperties),
    cpu: { type: cpu.typeName, properties: plainValues(cpu.values) },
    memory,
    smp,
    bios: bios === 'none' ? null : image(bios),
    kernel: image(kernel),
    initrd: image(initrd),
    append: append ?? null,
    dtb: image(dtb),
    drives: drives.map(({ id, interface: kind = 'none', index = 0, backend, sha256: digest }) =>
      ({ id, interface: kind, index, size: backend.size, readonly: backend.readonly, sha256: digest })),
    devices: devices.map(({ type, id, bus, properties }) => ({ type, id: id ?? null, bus: bus ?? null, properties: plainValues(properties) })),
    globals: globals.map(({ type, property, value }) => ({ type, property, value: plain(value) })),
    fwCfgFiles: Object.fromEntries(Object.entries(fwCfgFiles).map(([name, bytes]) => [name, hexOfBytes(sha256(bytes))])),
    seed,
    rtcStart,
  };
}

/** Properties hold numbers, bigints, booleans and text; anything else is told by its text. */
const plainValues = (values: PropertyValues = {}): TreeMap =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined).map(([name, value]): [string, Tree] => [name, plain(value)]));

function plain(value: unknown): Tree {
  if (typeof value === 'boolean' || typeof value === 'string' || typeof value === 'bigint' || Number.isSafeInteger(value)) return value as Tree; // one of Tree's own
  return String(value);
}
