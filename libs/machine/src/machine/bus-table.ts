import { OptionError, unknownName } from '@reprise/options';
import type { Bus, Device } from '@reprise/qdev';

interface ListedBus {
  /** What `bus=` may say. */
  readonly names: readonly string[];
  readonly bus: Bus;
}

const hasRoom = ({ bus }: ListedBus): boolean => bus.devices.length < bus.busType.maxDevices;

/** The buses that devices can be plugged into, in the order they were made. */
export class BusTable {
  readonly #buses: ListedBus[] = [];
  readonly #counts = new Map<string, number>();

  /** Lists the bus that a device provides, if any: as `KIND.N`, N counting those of the kind, and by the device's id as `ID.0`. */
  add({ bus, name }: Device, kind: string): void {
    if (!bus) return;
    const number = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, number + 1);
    this.#buses.push({ names: [`${kind}.${number}`, `${name}.0`], bus });
  }

  /** The bus for a device: the one named, or one with room. @throws OptionError if there is none */
  choose({ typeName, definition: { plugsInto } }: Device, wanted?: string): Bus {
    if (!plugsInto) throw new OptionError(`device '${typeName}' is part of a board: it cannot be plugged in`);
    const fitting = this.#buses.filter(({ bus }) => bus.busType === plugsInto.type);
    if (wanted === undefined) {
      // QEMU finds the bus that was made last first.
      const free = fitting.findLast(hasRoom);
      if (!free) throw new OptionError(`there is no ${plugsInto.type.name} with room for '${typeName}'`);
      return free.bus;
    }
    const named = fitting.find(({ names }) => names.includes(wanted));
    if (!named) throw unknownName('bus', wanted, fitting.flatMap(({ names }) => names));
    if (!hasRoom(named)) throw new OptionError(`bus '${wanted}' has no room for another '${typeName}'`);
    return named.bus;
  }
}
