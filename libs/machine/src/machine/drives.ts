import type { DriveConfiguration, MachineConfiguration, PluggedDevice } from './configuration.ts';

export const allDrives = ({ drives = [] }: MachineConfiguration): readonly DriveConfiguration[] => drives;

/** What is plugged in: first a disk for each drive that asks for one, then the devices of the command line, as in QEMU. */
export function allPlugged({ drives = [], devices = [] }: MachineConfiguration): PluggedDevice[] {
  const disks = drives.filter((drive) => drive.interface === 'virtio').map(({ id }): PluggedDevice => ({ type: 'virtio-blk-device', id, properties: { drive: id } }));
  return [...disks, ...devices];
}
