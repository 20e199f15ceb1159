import { ObjectError, type ObjectInit, QObject, type QomType, type TypeCatalog } from '@reprise/qom';

/**
 * A kind of bus. A device plugged into it shows a `Client` to the device that provides the bus (which the latter calls), and
 * gets a `Host` from it.
 */
export interface BusType<Client, Host> {
  readonly name: string;
  /** How many devices fit on one bus. */
  readonly maxDevices: number;
  /** Types only; never there. */
  readonly sides?: readonly [Client, Host];
}

export const defineBus = <Client, Host>(name: string, options: { readonly maxDevices?: number } = {}): BusType<Client, Host> => ({
  name,
  maxDevices: options.maxDevices ?? Infinity,
});

/** What a bus needs of the devices at its two sides: to say what follows from a step of theirs. */
export interface Settling {
  settle(): void;
  afterStep(): void;
}

/** The QOM type of a kind of bus. Buses are made by the devices that provide them, so it has no instances of its own making. */
export const busTypeInfo = ({ name }: BusType<unknown, unknown>): QomType => ({ name, parent: 'bus', abstract: true });

/** One bus of a device, and the objects plugged into it. */
export class Bus extends QObject {
  readonly busType: BusType<unknown, unknown>;
  readonly owner: Settling;
  readonly host: unknown;
  readonly clients: unknown[] = [];
  readonly devices: Settling[] = [];

  constructor(registry: TypeCatalog, busType: BusType<unknown, unknown>, owner: Settling, host: unknown) {
    const init: ObjectInit = { registry, type: busTypeInfo(busType), values: {} };
    super(init);
    this.busType = busType;
    this.owner = owner;
    this.host = host;
  }

  /** @throws ObjectError if the bus is full */
  attach(device: Settling, client: unknown): void {
    if (this.devices.length >= this.busType.maxDevices) throw new ObjectError(`${this.path} is full: it takes ${this.busType.maxDevices}`);
    this.devices.push(device);
    this.clients.push(client);
  }
}
