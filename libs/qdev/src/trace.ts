/** One access to a device's registers. */
export interface MmioEvent {
  /** Of the device: `/machine/soc/uart0`. */
  readonly path: string;
  readonly region: string;
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  readonly isWrite: boolean;
  readonly value: number | bigint;
  /** The register's name, with an index if it is one of an array; null = no register there, or a region without a table. */
  readonly register: string | null;
}

/** A change of an output line. */
export interface IrqEvent {
  readonly path: string;
  readonly output: string;
  readonly index: number;
  readonly level: boolean;
}

/** Something the guest should not have done, and that had no effect. */
export interface GuestErrorEvent {
  readonly path: string;
  readonly message: string;
}

/** Who watches devices; each part may be left out. */
export interface DeviceTrace {
  mmio?(event: MmioEvent): void;
  irq?(event: IrqEvent): void;
  guestError?(event: GuestErrorEvent): void;
}
