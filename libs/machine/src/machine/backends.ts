import { OptionError, unknownName } from '@reprise/options';
import type { BackendKind, Backends, Device } from '@reprise/qdev';
import type { DriveConfiguration, MachineBackends } from './configuration.ts';

/** Which device has which back end, by the back end's id. */
export type Owners = Record<Exclude<BackendKind, 'rng'>, Map<string, Device>>;

/** The back ends that a machine was given, each for one device, except for sources of entropy. */
export class BackendTable {
  readonly owners: Owners = { chardev: new Map(), drive: new Map(), netdev: new Map() };
  readonly #given: MachineBackends;
  readonly #drives: ReadonlyMap<string, DriveConfiguration>;

  /** @throws OptionError if two drives have the same id */
  constructor(given: MachineBackends, drives: readonly DriveConfiguration[]) {
    this.#given = given;
    this.#drives = new Map(drives.map((drive) => [drive.id, drive]));
    if (this.#drives.size < drives.length) throw new OptionError(`two drives have the same id: ${drives.map(({ id }) => `'${id}'`).join(', ')}`);
  }

  /**
   * Connects a device to the back ends that its properties name. One of the board's own may stay unconnected (`optional`).
   * @throws OptionError if there is none of that name, or another device has it
   */
  connect(device: Device, optional: boolean): void {
    const { definition } = device;
    let backends: Backends = {};
    for (const kind of definition.backends ?? []) {
      const id = device.get(kind);
      if (typeof id !== 'string') continue;
      const found = this.#find(kind, id);
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

  #find(kind: BackendKind, id: string): Backends | null {
    const { chardevs = {}, netdevs = {}, rngs = {} } = this.#given;
    switch (kind) {
      case 'chardev': return own(chardevs, id, (chardev) => ({ chardev }));
      case 'netdev': return own(netdevs, id, (netdev) => ({ netdev }));
      case 'rng': return own(rngs, id, (rng) => ({ rng }));
      case 'drive': {
        const drive = this.#drives.get(id)?.backend;
        return drive ? { drive } : null;
      }
    }
  }

  #ids(kind: BackendKind): string[] {
    if (kind === 'drive') return [...this.#drives.keys()];
    return Object.keys(this.#given[`${kind}s`] ?? {});
  }
}

function own<T>(record: Readonly<Record<string, T>>, id: string, wrap: (value: T) => Backends): Backends | null {
  const value = Object.hasOwn(record, id) ? record[id] : undefined;
  return value === undefined ? null : wrap(value);
}
