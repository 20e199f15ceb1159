import { OptionError, unknownName } from '@reprise/options';
import { Bus, createDevice, type Device } from '@reprise/qdev';
import type { TypeRegistry } from '@reprise/qom';
import type { MachineConfiguration, PluggedDevice } from './configuration.ts';
import type { BoardSite, PlacedDevice } from './devices.ts';
import { globalValues, typedValues } from './values.ts';

interface NamedBus {
  readonly name: string;
  readonly bus: Bus;
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

/** What is plugged in: first a disk for each drive that asks for one, then the devices of the command line, as in QEMU. */
export function allPlugged({ drives = [], devices = [] }: MachineConfiguration): PluggedDevice[] {
  const disks = drives.filter((drive) => drive.interface === 'virtio').map(({ id }): PluggedDevice => ({ type: 'virtio-blk-device', id, properties: { drive: id } }));
  return [...disks, ...devices];
}

/** Plugs devices in, in their order. @throws OptionError */
export function plugDevices(
  wanted: readonly PluggedDevice[], placed: readonly PlacedDevice[], { registry, env, backends, globals }: BoardSite,
): Device[] {
  const buses = busesOf(placed);
  return wanted.map((plugged, index) => {
    const { type, id = `device${index}`, properties } = plugged;
    const { bus } = chooseBus(plugged, buses, registry);
    const device = createDevice(registry, type, { ...globalValues(globals, registry, type), ...typedValues(registry, type, properties) });
    if (wanted.some((other, at) => at < index && other.id === id)) throw new OptionError(`two devices have the id '${id}'`);
    bus.addChild(id, device);
    backends.connect(device, false);
    device.realize(env);
    return device;
  });
}

function chooseBus({ type, bus: wanted }: PluggedDevice, buses: readonly NamedBus[], registry: TypeRegistry): NamedBus {
  if (!registry.has(type) || !registry.isA(type, 'device') || registry.get(type).abstract) {
    throw unknownName('device', type, registry.list({ isA: 'device' }).map(({ name }) => name));
  }
  if (wanted !== undefined) {
    const named = buses.find(({ name }) => name === wanted);
    if (!named) throw unknownName('bus', wanted, buses.map(({ name }) => name));
    if (!hasRoom(named)) throw new OptionError(`bus '${wanted}' has no room for another '${type}'`);
    return named;
  }
  // QEMU finds the bus that was made last first.
  const free = buses.findLast(hasRoom);
  if (!free) throw new OptionError(`there is no bus with room for '${type}'`);
  return free;
}
