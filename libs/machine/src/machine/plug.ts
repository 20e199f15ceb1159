import { OptionError, unknownName } from '@reprise/options';
import { createDevice, type Device } from '@reprise/qdev';
import type { TypeRegistry } from '@reprise/qom';
import { BusTable } from './bus-table.ts';
import type { MachineConfiguration, PluggedDevice } from './configuration.ts';
import type { BoardSite, PlacedDevice } from './devices.ts';
import { globalValues, typedValues } from './values.ts';

/** What is plugged in: first a disk for each drive that asks for one, then the devices of the command line, as in QEMU. */
export function allPlugged({ drives = [], devices = [] }: MachineConfiguration): PluggedDevice[] {
  const disks = drives.filter((drive) => drive.interface === 'virtio').map(({ id }): PluggedDevice => ({ type: 'virtio-blk-device', id, properties: { drive: id } }));
  return [...disks, ...devices];
}

/** Plugs devices into the buses of a board, and of each other, in their order. @throws OptionError */
export function plugDevices(wanted: readonly PluggedDevice[], placed: readonly PlacedDevice[], site: BoardSite): Device[] {
  const buses = new BusTable();
  for (const { row, device } of placed) if (row.bus !== undefined) buses.add(device, row.bus);
  const ids = new Set<string>();
  return wanted.map((plugged, index) => {
    const { id = `device${index}` } = plugged;
    if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(id)) {
      throw new OptionError(`'${id}' cannot be the id of a device: expected a letter, then letters, digits, '-', '.' and '_'`);
    }
    if (ids.has(id)) throw new OptionError(`two devices have the id '${id}'`);
    ids.add(id);
    const device = plug(plugged, id, buses, site);
    if (device.bus) buses.add(device, device.bus.busType.name);
    return device;
  });
}

function plug({ type, bus, properties }: PluggedDevice, id: string, buses: BusTable, { registry, env, backends, globals }: BoardSite): Device {
  checkType(type, registry);
  const device = createDevice(registry, type, { ...globalValues(globals, registry, type), ...typedValues(registry, type, properties) });
  buses.choose(device, bus).addChild(id, device);
  backends.connect(device, false);
  device.realize(env);
  return device;
}

function checkType(type: string, registry: TypeRegistry): void {
  const devices = registry.list({ isA: 'device' }).map(({ name }) => name).filter((name) => !registry.isA(name, 'cpu'));
  if (!devices.includes(type)) throw unknownName('device', type, devices);
}
