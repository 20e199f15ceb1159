import type { DeviceType } from '@reprise/qdev';
import { ns16550a } from './char/ns16550a.ts';

/** The kinds of devices that are not on a virtio bus, for a board to register. */
export const hwDevices: readonly DeviceType[] = [ns16550a];
