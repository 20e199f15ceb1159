import { hexOfBytes } from '@reprise/bits';
import type { QObject } from '@reprise/qom';
import type { Tree, TreeMap } from '@reprise/vmstate';
import type { Image } from '../image/image.ts';
import type { MachineParts } from './build.ts';
import type { MachineConfiguration, Sha256 } from './configuration.ts';

/** What a machine was made from as plain data: different wherever two machines are. Names of files are not part of it. */
export function describeMachine(configuration: MachineConfiguration, { board, root, harts, devices }: MachineParts, sha256: Sha256): TreeMap {
  const { memory, bios, quietFirmware = false, kernel, initrd, append = '', dtb, drives = [], netdevs = [], fwCfgFiles = {}, seed, rtcStart } = configuration;
  const file = (bytes: Uint8Array): Tree => ({ size: bytes.length, sha256: hexOfBytes(sha256(bytes)) });
  const image = (given: Image | undefined): Tree => (given ? file(given.bytes) : null);
  return {
    machine: board.name,
    machineProperties: propertiesOf(root.child('machine')),
    harts: harts.map(({ cpu }) => ({ type: cpu.typeName, properties: propertiesOf(cpu) })),
    memory,
    bios: bios === 'none' ? null : image(bios),
    quietFirmware,
    kernel: image(kernel),
    initrd: image(initrd),
    append,
    dtb: image(dtb),
    drives: drives.map(({ id, backend: { size, readonly }, sha256: digest }) => ({ id, size, readonly, sha256: digest })),
    netdevs: netdevs.map(({ id, type }) => ({ id, type })),
    devices: devices.map((device) => ({ path: device.path, type: device.typeName, properties: propertiesOf(device) })),
    fwCfgFiles: Object.fromEntries(Object.entries(fwCfgFiles).map(([name, bytes]) => [name, file(bytes)])),
    seed,
    rtcStart,
  };
}

const propertiesOf = (object: QObject | null): TreeMap =>
  Object.fromEntries(object?.propertyNames.map((name): [string, Tree] => [name, object.getText(name)]) ?? []);
