import { defineBus } from '@reprise/qdev';

/** What a port shows to its controller. */
export interface SerialPort {
  /** Bytes from the driver; the array is the port's for the call only. */
  write(bytes: Uint8Array): void;
}

/** What a controller does for its port. */
export interface SerialController {
  /** How many bytes the driver has made room for, at least as far as one delivery goes. */
  room(): number;
  /** Gives the driver at most as many bytes. */
  send(bytes: Uint8Array): void;
}

/** Between a serial controller and its one port. */
export const virtioSerialBus = defineBus<SerialPort, SerialController>('virtio-serial-bus', { maxDevices: 1 });
