/** What a device's data comes from and goes to, outside the guest: one interface for each kind of QEMU back end. */

/** Where a device's characters go: a console, a file, nowhere. */
export interface CharBackend {
  /** Takes one byte (0..255), always. */
  write(byte: number): void;
}

/** Who takes characters that come in from outside: a device with a chardev. */
export interface CharReceiver {
  /** Its place in the tree. */
  readonly path: string;
  /** How many bytes it takes now. */
  canReceive(): number;
  /** Gives it bytes; returns how many it took. */
  receive(bytes: Uint8Array): number;
}

/**
 * A disk image, read and written at once. Offsets and lengths are in bytes; the device has checked that they lie within
 * `size`. What is written is part of the VM's state, and the back end saves it.
 */
export interface BlockBackend {
  /** Bytes. */
  readonly size: number;
  readonly readonly: boolean;
  /** Fills `into` from `offset` on; false = I/O error. */
  read(offset: number, into: Uint8Array): boolean;
  /** False = I/O error, or the image is readonly. */
  write(offset: number, bytes: Uint8Array): boolean;
  /** False = I/O error. */
  flush(): boolean;
}

/** What a network card is plugged into. Frames are Ethernet frames without their checksum. */
export interface NetBackend {
  send(frame: Uint8Array): void;
}

/** Random bytes that depend on the run's configuration and how many were taken before; that count is the source's state. */
export interface EntropySource {
  fill(bytes: Uint8Array): void;
}

/** The back ends of one device, each connected to the property of the same name. */
export interface Backends {
  readonly chardev?: CharBackend;
  readonly drive?: BlockBackend;
  readonly netdev?: NetBackend;
  readonly rng?: EntropySource;
}

export type BackendKind = keyof Backends;

/** Characters that go nowhere. */
export const nullChardev: CharBackend = { write: () => {} };
/** A network with nobody on it. */
export const nullNetdev: NetBackend = { send: () => {} };
/** No entropy: zeros. */
export const zeroEntropy: EntropySource = { fill: (bytes) => void bytes.fill(0) };
