import type { TimerList, VirtualClock } from '@reprise/clock';
import type { BlockBackend, CharBackend, CharReceiver, DeviceTrace, EntropySource, NetBackend, SystemControl } from '@reprise/qdev';
import type { CpuOption, HartPorts } from '@reprise/riscv';
import type { Image } from '../image/image.ts';

/** Property values of an object: typed, or text as on a command line. */
export type PropertyValues = Readonly<Record<string, unknown>>;

/** `-drive`: a disk image that devices refer to by its id. */
export interface DriveConfiguration {
  readonly id: string;
  /** 'none' (the default): for a device with `drive=ID`. 'virtio': with a virtio-blk-device made for it. 'pflash': the board's flash. */
  readonly interface?: 'none' | 'virtio' | 'pflash';
  /** Which of the board's flashes; default 0. */
  readonly index?: number;
  readonly backend: BlockBackend;
  /** SHA-256 of the image at the start, as hex: the run depends on it. */
  readonly sha256: string;
}

/** `-netdev`: what a network card is plugged into, inside the machine. */
export interface NetdevConfiguration {
  readonly id: string;
  /** 'none': frames are lost. 'loopback': the card receives what it sends. */
  readonly type: 'none' | 'loopback';
}

/** `-device`: a device to plug into one of the board's buses. */
export interface PluggedDevice {
  readonly type: string;
  readonly id?: string;
  /** `virtio-mmio-bus.0`; by default the first that is free, in QEMU's order. */
  readonly bus?: string;
  readonly properties?: PropertyValues;
}

/** `-global TYPE.PROPERTY=VALUE`: a default for all objects of a type. */
export interface GlobalProperty {
  readonly type: string;
  readonly property: string;
  readonly value: unknown;
}

/** What a machine is made from, and all that a run depends on beside its input events. */
export interface MachineConfiguration {
  /** As in `-M virt`. */
  readonly machine: string;
  readonly machineProperties?: PropertyValues;
  readonly cpu: CpuOption;
  /** Bytes of RAM, whole pages of 4 KiB. */
  readonly memory: number;
  /** Harts. */
  readonly smp: number;
  /** Firmware in machine mode (OpenSBI); with 'none', the kernel starts there. */
  readonly bios: Image | 'none';
  /** Firmware is asked to print nothing at boot, by the option of fw_dynamic. Default false. */
  readonly quietFirmware?: boolean;
  /** ELF, a Linux image, or plain bytes; not compressed. */
  readonly kernel?: Image;
  readonly initrd?: Image;
  /** The kernel's command line. */
  readonly append?: string;
  /** A flattened device tree to use instead of the board's own. */
  readonly dtb?: Image;
  readonly drives?: readonly DriveConfiguration[];
  readonly netdevs?: readonly NetdevConfiguration[];
  readonly devices?: readonly PluggedDevice[];
  readonly globals?: readonly GlobalProperty[];
  /** `-fw_cfg name=opt/..`: files for the firmware, by name. */
  readonly fwCfgFiles?: Readonly<Record<string, Uint8Array>>;
  /** What the kernel's first random bytes follow from: 0 .. 2^64-1. */
  readonly seed: bigint;
  /** UTC at power-on, in seconds since 1970. */
  readonly rtcStart: number;
}

/** Where the devices' data goes to and comes from, by the ids that their properties name. */
export interface MachineBackends {
  /** `serial0` is the board's console. */
  readonly chardevs?: Readonly<Record<string, CharBackend>>;
  /** Beside those of the configuration. */
  readonly netdevs?: Readonly<Record<string, NetBackend>>;
  /** Sources of entropy. */
  readonly rngs?: Readonly<Record<string, EntropySource>>;
}

/** SHA-256, given from outside: any bytes to 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** What the engine gives to the machine that it runs. */
export interface MachineEnvironment {
  readonly clock: VirtualClock;
  readonly timers: TimerList;
  readonly hartPorts: HartPorts;
  readonly system: SystemControl;
  readonly backends: MachineBackends;
  /** SHA-256, for `describe`. */
  readonly sha256: Sha256;
  /** As in DeviceEnvironment. */
  acceptInput?(device: CharReceiver): void;
  /** Looked at for each event, so that it may be set while the machine runs; null = off. */
  readonly trace: DeviceTrace | null;
}
