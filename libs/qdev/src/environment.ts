import type { Nanoseconds } from '@reprise/bits';
import type { Timer, TimerList, VirtualClock } from '@reprise/clock';
import type { Dma, RamBlock } from '@reprise/memory';
import type { Schema, ValuesOf } from '@reprise/options';
import type { BlockBackend, CharBackend, CharReceiver, EntropySource, NetBackend } from './backends.ts';
import type { BusType } from './bus.ts';
import type { DeviceTrace } from './trace.ts';

/** What a guest may ask of the whole machine (sifive_test, syscon). The run loop acts on it after the instruction. */
export interface SystemControl {
  /** Power-off; `exitCode` is the guest's, 0 = all well. */
  requestShutdown(exitCode: number): void;
  requestReset(): void;
}

/** What a board gives to each of its devices. */
export interface DeviceEnvironment {
  readonly clock: VirtualClock;
  readonly timers: TimerList;
  /** RAM as bus masters see it. */
  readonly dma: Dma;
  readonly system: SystemControl;
  /** Takes guest memory for a device's own RAM or ROM, `size` bytes. */
  allocateBlock(name: string, size: number, readonly: boolean): RamBlock;
  /**
   * Told after each step of a device (an access, a timer, input) that leaves it able to take bytes from its chardev. Give it
   * bytes only after the instruction: it may be in the middle of one now.
   */
  acceptInput?(device: CharReceiver): void;
  /** null = off, which costs nothing. */
  trace: DeviceTrace | null;
}

/** All that a device's handlers reach beside their state. */
export interface DeviceContext<P = Schema> {
  readonly props: ValuesOf<P>;
  now(): Nanoseconds;
  /** One of the declared timers. */
  timer(name: string): Timer;
  readonly dma: Dma;
  readonly system: SystemControl;
  /** Drops what is written when nothing is connected. */
  readonly chardev: CharBackend;
  /** null = no medium. */
  readonly drive: BlockBackend | null;
  /** Drops frames when nothing is connected. */
  readonly netdev: NetBackend;
  /** Gives zeros when nothing is connected. */
  readonly rng: EntropySource;
  /** The level of one of the device's own input lines, as last set. */
  inputLevel(name: string, index?: number): boolean;
  /** The memory of a region declared with `backing`. */
  block(name: string): RamBlock;
  /** The devices on the device's own bus, in the order they were plugged in. */
  clients<Client, Host>(type: BusType<Client, Host>): readonly Client[];
  /** The other side of the bus that the device is plugged into; null if it is plugged into none of this type. */
  host<Client, Host>(type: BusType<Client, Host>): Host | null;
  /** Notes that the guest did what it should not, for whoever traces. */
  guestError(message: string): void;
}
