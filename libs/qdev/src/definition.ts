import type { AccessRules } from '@reprise/memory';
import type { Schema, ValuesOf } from '@reprise/options';
import type { Fields, StateOf, Upgrade } from '@reprise/vmstate';
import type { BackendKind } from './backends.ts';
import type { BusType } from './bus.ts';
import type { DeviceContext } from './environment.ts';

/** A number, or how it follows from the device's properties. */
export type Derived<Props> = number | ((props: Props) => number);

interface RowBase<State, Dev, Props> {
  /** Bytes from the region's start. */
  readonly at: number;
  readonly name: string;
  /** An array of this many registers, `stride` bytes apart (by default their size); handlers get the index. */
  readonly count?: Derived<Props>;
  readonly stride?: number;
  /** The field of state that a read gives and a write changes; of an array field, the element with the register's index. */
  readonly field?: keyof State & string;
  /** The row holds only while this is so. */
  when?(s: State, dev: Dev, index: number): boolean;
  /** The side effect of a read, after its value was taken. */
  then?(s: State, dev: Dev, index: number): void;
}

/** Registers of 1, 2 or 4 bytes (4 by default), with numbers for values. */
export interface NarrowRow<State, Dev, Props> extends RowBase<State, Dev, Props> {
  readonly size?: 1 | 2 | 4;
  /** Of a row with `field`: the bits that a write changes to; the others become 0. */
  readonly mask?: number;
  /** The value, without any side effect: a debugger calls it too. */
  read?(s: State, dev: Dev, index: number): number;
  write?(s: State, value: number, dev: Dev, index: number): void;
}

/** Registers of 8 bytes, with bigints for values; a narrower write keeps the other bytes. */
export interface WideRow<State, Dev, Props> extends RowBase<State, Dev, Props> {
  readonly size: 8;
  readonly mask?: bigint;
  read?(s: State, dev: Dev, index: number): bigint;
  write?(s: State, value: bigint, dev: Dev, index: number): void;
}

/** One line of a register table. The first one that fits offset and direction, and whose `when` holds, answers an access. */
export type RegisterRow<State, Dev, Props> = NarrowRow<State, Dev, Props> | WideRow<State, Dev, Props>;

/** A region without a register table. */
export interface RawOps<State, Dev> {
  read(s: State, offset: number, size: number, dev: Dev): number;
  write(s: State, offset: number, value: number, size: number, dev: Dev): void;
  /** 8-byte accesses, used if `impl.max` is 8. */
  read64?(s: State, offset: number, dev: Dev): bigint;
  write64?(s: State, offset: number, value: bigint, dev: Dev): void;
  /** The value without side effects; undefined = nothing to show. */
  peek?(s: State, offset: number, size: number, dev: Dev): number | undefined;
}

/** The memory behind a region. */
export type Backing = 'ram' | 'rom' | 'romd';

/** One MMIO region of a device. With `registers`, accesses may be of any size that `valid` allows. */
export interface MmioDefinition<State, Dev, Props> {
  readonly name: string;
  /** Bytes. */
  readonly size: Derived<Props>;
  /** Accesses that do not fault; by default 1 to 8 bytes, aligned. */
  readonly valid?: AccessRules['valid'];
  /** Of `ops`: the sizes they take, by default 1 to 4. */
  readonly impl?: AccessRules['impl'];
  readonly registers?: readonly RegisterRow<State, Dev, Props>[];
  readonly ops?: RawOps<State, Dev>;
  /** Of `registers`: the bus is 8 bits wide, so that a wider access is one to its first byte, as on QEMU's serial-mm. */
  readonly byteWide?: boolean;
  /**
   * The region is memory: RAM, ROM, or ROM whose writes go to the registers or ops (`romd`, flash); or what of these follows
   * from properties and back ends.
   */
  readonly backing?: Backing | ((dev: Dev) => Backing | undefined);
  /** Of a `romd` region: do reads come from the memory now (the default), or from the registers or ops? */
  romdMode?(s: State, dev: Dev): boolean;
}

/** Output lines whose level is a function of state. */
export interface OutputDefinition<State, Dev, Props> {
  /** Default 1. */
  readonly count?: Derived<Props>;
  level(s: State, dev: Dev, index: number): boolean;
}

export interface InputDefinition<State, Dev, Props> {
  /** Default 1. */
  readonly count?: Derived<Props>;
  /** Called when the level changes, and after a reset for each line that is high. */
  set(s: State, level: boolean, dev: Dev, index: number): void;
}

/** Groups of devices in `-device help`. */
export type DeviceCategory = 'bridge' | 'storage' | 'network' | 'input' | 'misc';

/** How a device is written down: see docs/adding-a-device.md. Of handlers' arguments, state comes first and the context after the datum. */
export interface DeviceDefinition<P extends Schema, S extends Fields, OwnClient = unknown, OwnHost = unknown, Client = unknown, Host = unknown> {
  /** QOM type name. */
  readonly name: string;
  /** Default 'sys-bus-device'. */
  readonly parent?: string;
  readonly description: string;
  /** Where `-device help` lists it; default 'misc'. */
  readonly category?: DeviceCategory;
  /** Of the state fields, from 1 on. */
  readonly version?: number;
  readonly upgrades?: Readonly<Record<number, Upgrade>>;
  readonly properties?: P;
  readonly state?: S | ((props: ValuesOf<P>) => S);
  /** Back ends; each adds a property of its name, by which a user names the back end. */
  readonly backends?: readonly BackendKind[];
  readonly mmio?: readonly MmioDefinition<StateOf<S>, DeviceContext<P>, ValuesOf<P>>[];
  /** Short for an output named 'irq'. */
  irq?(s: StateOf<S>, dev: DeviceContext<P>): boolean;
  readonly outputs?: Readonly<Record<string, OutputDefinition<StateOf<S>, DeviceContext<P>, ValuesOf<P>>>>;
  readonly inputs?: Readonly<Record<string, InputDefinition<StateOf<S>, DeviceContext<P>, ValuesOf<P>>>>;
  /** Timers by name, with what happens when each is reached. */
  readonly timers?: Readonly<Record<string, (s: StateOf<S>, dev: DeviceContext<P>) => void>>;
  /** How many bytes the device takes from its chardev now; without it, any number. */
  canReceive?(s: StateOf<S>, dev: DeviceContext<P>): number;
  /** Bytes from the chardev, at most as many as `canReceive` said. */
  receive?(s: StateOf<S>, bytes: Uint8Array, dev: DeviceContext<P>): void;
  /** A frame from the netdev; false = it was dropped. */
  receiveFrame?(s: StateOf<S>, frame: Uint8Array, dev: DeviceContext<P>): boolean;
  /** Has the device room for a frame? Without it: yes. */
  canReceiveFrame?(s: StateOf<S>, dev: DeviceContext<P>): boolean;
  /** The bus that the device provides, and what devices on it get to see of it. */
  readonly bus?: { readonly type: BusType<OwnClient, OwnHost>; readonly name?: string; host(s: StateOf<S>, dev: DeviceContext<P>): NoInfer<OwnHost> };
  /** The bus that the device is plugged into, and what it shows there. */
  readonly plugsInto?: { readonly type: BusType<Client, Host>; client(s: StateOf<S>, dev: DeviceContext<P>): NoInfer<Client> };
  /** Last step of `realize`: checks what properties alone cannot. @throws OptionError */
  realize?(s: StateOf<S>, dev: DeviceContext<P>): void;
  /** After state went back to its reset values: what they cannot say. */
  reset?(s: StateOf<S>, dev: DeviceContext<P>): void;
}

/** A definition with its types forgotten; the device made from it passes its own state and context only. */
export type AnyDefinition = DeviceDefinition<Schema, Fields>;
export type AnyState = StateOf<Fields>;

export const derived = <Props>(value: Derived<Props> | undefined, props: Props, otherwise: number): number =>
  value === undefined ? otherwise : typeof value === 'number' ? value : value(props);
