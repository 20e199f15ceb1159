import type { TierName } from '@reprise/vm';

/** What is started. Files are named by their paths. */
export type Boot =
  /** The Linux that comes with the project, or what is named in place of its files; its init runs the command, or a shell. */
  | { readonly kind: 'linux'; readonly command?: string; readonly kernel?: string; readonly initrd?: string; readonly bios?: string }
  /** An ELF program; without firmware (`bios`), it runs bare in machine mode. */
  | { readonly kind: 'program'; readonly file: string; readonly bios?: string }
  | { readonly kind: 'kernel'; readonly kernel: string; readonly initrd?: string; readonly bios?: string };

/** `-drive` */
export interface DriveOption {
  /** Its image; of an empty disk, what it is called. */
  readonly file: string;
  /** Bytes of an empty disk, which has no file. */
  readonly size?: number;
  readonly id: string;
  readonly interface: 'none' | 'virtio' | 'pflash';
  /** Which of the board's flashes. */
  readonly index?: number;
  readonly readonly: boolean;
  /** The guest may write, but the file stays as it is. */
  readonly snapshot: boolean;
}

/** `-device` */
export interface DeviceOption {
  readonly type: string;
  readonly id?: string;
  readonly bus?: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** `-global` */
export interface GlobalOption {
  readonly type: string;
  readonly property: string;
  readonly value: string;
}

/** All that a run depends on beside its input, as a person or a job gives it: text and numbers. */
export interface RunConfiguration {
  readonly machine: string;
  readonly machineProperties: Readonly<Record<string, string>>;
  /** `rv64,v=off` */
  readonly cpu: string;
  /** Bytes. */
  readonly memory: number;
  readonly smp: number;
  readonly boot: Boot;
  /** The project's folder of guests: where bundled firmware and Linux are. */
  readonly guests: string;
  /** The kernel's command line. */
  readonly append?: string;
  /** Firmware prints nothing at boot. */
  readonly quietFirmware: boolean;
  readonly dtb?: string;
  readonly drives: readonly DriveOption[];
  readonly devices: readonly DeviceOption[];
  readonly globals: readonly GlobalOption[];
  /** 0 .. 2^64-1 */
  readonly seed: bigint;
  /** UTC at power-on, in seconds since 1970. */
  readonly rtcStart: number;
  /** log2 of the virtual ns of an instruction. */
  readonly icountShift: number;
  readonly engine: TierName;
  /** A guest that resets the machine ends the run. */
  readonly stopAtReset: boolean;
}
