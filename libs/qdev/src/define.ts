import { type Property, type Schema, string } from '@reprise/options';
import type { TypeInfo, TypeRegistry } from '@reprise/qom';
import type { Fields } from '@reprise/vmstate';
import type { BackendKind } from './backends.ts';
import { busTypeInfo } from './bus.ts';
import type { AnyDefinition, DeviceDefinition } from './definition.ts';
import { Device } from './device.ts';

/** A kind of device: what a board registers and makes instances of. */
export interface DeviceType {
  readonly name: string;
  readonly definition: AnyDefinition;
  readonly info: TypeInfo;
}

const BACKEND_PROPERTIES: Readonly<Record<BackendKind, Property<string | undefined>>> = {
  chardev: string({ description: 'id of the character back end' }),
  drive: string({ description: 'id of the block back end' }),
  netdev: string({ description: 'id of the network back end' }),
  rng: string({ description: 'id of the entropy source' }),
};

/** Writes a kind of device down. */
export function defineDevice<
  const P extends Schema = {},
  S extends Fields = {},
  OwnClient = unknown,
  OwnHost = unknown,
  Client = unknown,
  Host = unknown,
>(definition: DeviceDefinition<P, S, OwnClient, OwnHost, Client, Host>): DeviceType {
  // A device passes to these handlers only its own state and context, which are of the types forgotten here.
  const forgotten = definition as unknown as AnyDefinition;
  const backends = Object.fromEntries((definition.backends ?? []).map((kind) => [kind, BACKEND_PROPERTIES[kind]]));
  const info: TypeInfo = {
    name: definition.name,
    parent: definition.parent ?? 'sys-bus-device',
    description: definition.description,
    properties: { ...backends, ...definition.properties },
    create: (init) => new Device(init, forgotten),
  };
  return { name: definition.name, definition: forgotten, info };
}

/** Registers the abstract types that devices derive from; once for each registry, before any device. */
export function registerDeviceBases(registry: TypeRegistry): void {
  registry.register({ name: 'device', abstract: true, description: 'a device' });
  registry.register({ name: 'sys-bus-device', parent: 'device', abstract: true, description: 'a device with regions and lines of its own' });
  registry.register({ name: 'bus', abstract: true, description: 'what devices are plugged into' });
}

/** Registers kinds of devices, parents first, and the kinds of buses they provide or are plugged into. */
export function registerDevices(registry: TypeRegistry, types: readonly DeviceType[]): void {
  for (const { definition, info } of types) {
    for (const side of [definition.bus, definition.plugsInto]) {
      if (side && !registry.has(side.type.name)) registry.register(busTypeInfo(side.type));
    }
    registry.register(info);
  }
}

/**
 * Makes a device, not yet in the tree.
 * @throws OptionError for an unknown type or property or a bad value; ObjectError if the type is not that of a device
 */
export function createDevice(registry: TypeRegistry, typeName: string, values: Readonly<Record<string, unknown>> = {}): Device {
  const object = registry.create(typeName, values);
  if (object instanceof Device) return object;
  throw new TypeError(`'${typeName}' is not a device`);
}
