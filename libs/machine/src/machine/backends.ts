import { LoopbackNetdev } from '@reprise/hw';
import { OptionError, unknownName } from '@reprise/options';
import { type BackendKind, type Backends, type Device, nullNetdev } from '@reprise/qdev';
import type { DriveConfiguration, MachineBackends, MachineConfiguration, NetdevConfiguration } from './configuration.ts';

/** Which device has which back end, by the back end's id. */
export type Owners = Record<Exclude<BackendKind, 'rng'>, Map<string, Device>>;

/** The back ends that a machine has, each for one device, except for sources of entropy. */
export class BackendTable {
  readonly owners: Owners = { chardev: new Map(), drive: new Map(), netdev: new Map() };
  readonly #given: MachineBackends;
  readonly #drives: ReadonlyMap<string, DriveConfiguration>;
  readonly #netdevs: ReadonlyMap<string, NetdevConfiguration>;

  /** @throws OptionError if two of a kind have the same id */
  constructor(given: MachineBackends, { drives = [], netdevs = [] }: MachineConfiguration) {
    this.#given = given;
    this.#drives = byId('drives', drives);
    this.#netdevs = byId('netdevs', netdevs);
  }

  /**
   * Connects a device to the back ends that its properties name. One of the board's own may stay unconnected (`optional`).
   * @throws OptionError if there is none of that name, or another device has it
   */
  connect(device: Device, optional: boolean): void {
    let backends: Backends = {};
    for (const kind of device.definition.backends ?? []) {
      const id = device.get(kind);
      if (typeof id !== 'string') continue;
      const found = this.#find(kind, id, device);
      if (!found && !optional) throw unknownName(kind, id, this.#ids(kind));
      if (kind !== 'rng') this.#claim(kind, id, device);
      backends = { ...backends, ...found };
    }
    device.setBackends(backends);
  }

  #claim(kind: keyof Owners, id: string, device: Device): void {
    const owner = this.owners[kind].get(id);
    if (owner) throw new OptionError(`${kind} '${id}' is in use by ${owner.path} already`);
    this.owners[kind].set(id, device);
  }

  #find(kind: BackendKind, id: string, device: Device): Backends | null {
    const { chardevs = {}, netdevs = {}, rngs = {} } = this.#given;
    switch (kind) {
      case 'chardev': return own(chardevs, id, (chardev) => ({ chardev }));
      case 'rng': return own(rngs, id, (rng) => ({ rng }));
      case 'drive': {
        const drive = this.#drives.get(id)?.backend;
        return drive ? { drive } : null;
      }
      case 'netdev': {
        const inside = this.#netdevs.get(id);
        return inside ? { netdev: netdevOf(inside, device) } : own(netdevs, id, (netdev) => ({ netdev }));
      }
    }
  }

  #ids(kind: BackendKind): string[] {
    if (kind === 'drive') return [...this.#drives.keys()];
    const outside = Object.keys(this.#given[`${kind}s`] ?? {});
    return kind === 'netdev' ? [...this.#netdevs.keys(), ...outside] : outside;
  }
}

function netdevOf({ type }: NetdevConfiguration, device: Device): typeof nullNetdev {
  if (type === 'none') return nullNetdev;
  const loopback = new LoopbackNetdev();
  loopback.connect(device);
  return loopback;
}

function byId<T extends { readonly id: string }>(what: string, items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map(items.map((item) => [item.id, item]));
  if (map.size < items.length) throw new OptionError(`two ${what} have the same id: ${items.map(({ id }) => `'${id}'`).join(', ')}`);
  return map;
}

function own<T>(record: Readonly<Record<string, T>>, id: string, wrap: (value: T) => Backends): Backends | null {
  const value = Object.hasOwn(record, id) ? record[id] : undefined;
  return value === undefined ? null : wrap(value);
}
