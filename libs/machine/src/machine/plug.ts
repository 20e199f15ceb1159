import { OptionError, unknownName } from '@reprise/options';
import { type Bus, createDevice, type Device } from '@reprise/qdev';
import type { TypeRegistry } from '@reprise/qom';
import type { MachineConfiguration, PluggedDevice } from './configuration.ts';
import type { BoardSite, PlacedDevice } from './devices.ts';
import { globalValues, typedValues } from './values.ts';

interface NamedBus {
  readonly name: string;
  readonly bus: Bus;
}

/** What is plugged in: first a disk for each drive that asks for one, then the devices of the command line, as in QEMU. */
export function allPlugged({ drives = [], devices = [] }: MachineConfiguration): PluggedDevice[] {
  const disks = drives.filter((drive) => drive.interface === 'virtio').map(({ id }): PluggedDevice => ({ type: 'virtio-blk-device', id, properties: { drive: id } }));
  return [...disks, ...devices];
}

/** Plugs devices into the buses of a board, in their order. @throws OptionError */
export function plugDevices(wanted: readonly PluggedDevice[], placed: readonly PlacedDevice[], site: BoardSite): Device[] {
  const buses = busesOf(placed);
  const ids = new Set<string>();
  return wanted.map((plugged, index) => {
    const { id = `device${index}` } = plugged;
    if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(id)) {
      throw new OptionError(`'${id}' cannot be the id of a device: expected a letter, then letters, digits, '-', '.' and '_'`);
    }
    if (ids.has(id)) throw new OptionError(`two devices have the id '${id}'`);
    ids.add(id);
    return plug(plugged, id, buses, site);
  });
}

function plug({ type, bus, properties }: PluggedDevice, id: string, buses: readonly NamedBus[], { registry, env, backends, globals }: BoardSite): Device {
  checkType(type, registry);
  const device = createDevice(registry, type, { ...globalValues(globals, registry, type), ...typedValues(registry, type, properties) });
  chooseBus(device, bus, buses).addChild(id, device);
  backends.connect(device, false);
  device.realize(env);
  return device;
}

function checkType(type: string, registry: TypeRegistry): void {
  const devices = registry.list({ isA: 'device' }).map(({ name }) => name).filter((name) => !registry.isA(name, 'cpu'));
  if (!devices.includes(type)) throw unknownName('device', type, devices);
}

/** The board's buses that devices can be plugged into: those of a row are numbered from 0. */
function busesOf(placed: readonly PlacedDevice[]): NamedBus[] {
  const counts = new Map<string, number>();
  return placed.flatMap(({ row, device: { bus } }) => {
    if (!bus || row.bus === undefined) return [];
    const number = counts.get(row.bus) ?? 0;
    counts.set(row.bus, number + 1);
    return [{ name: `${row.bus}.${number}`, bus }];
  });
}

const hasRoom = ({ bus }: NamedBus): boolean => bus.devices.length < bus.busType.maxDevices;

function chooseBus({ typeName, definition: { plugsInto } }: Device, wanted: string | undefined, buses: readonly NamedBus[]): Bus {
  if (!plugsInto) throw new OptionError(`device '${typeName}' is part of a board: it cannot be plugged in`);
  const fitting = buses.filter(({ bus }) => bus.busType === plugsInto.type);
  if (wanted === undefined) {
    // QEMU finds the bus that was made last first.
    const free = fitting.findLast(hasRoom);
    if (!free) throw new OptionError(`there is no ${plugsInto.type.name} with room for '${typeName}'`);
    return free.bus;
  }
  const named = fitting.find(({ name }) => name === wanted);
  if (!named) throw unknownName('bus', wanted, fitting.map(({ name }) => name));
  if (!hasRoom(named)) throw new OptionError(`bus '${wanted}' has no room for another '${typeName}'`);
  return named.bus;
}
