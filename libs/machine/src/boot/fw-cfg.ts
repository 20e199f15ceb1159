import { writeU16, writeU32 } from '@reprise/bits';
import { FwCfgItems, FwCfgKey } from '@reprise/hw';
import type { Image } from '../image/image.ts';

/** What firmware may ask for. */
export interface FirmwareFiles {
  readonly smp: number;
  readonly kernel?: Image | undefined;
  readonly initrd?: Image | undefined;
  readonly append?: string | undefined;
  readonly fwCfgFiles?: Readonly<Record<string, Uint8Array>> | undefined;
}

const u16 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(2);
  writeU16(bytes, 0, value);
  return bytes;
};

const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
};

/**
 * The firmware configuration of a machine, with the kernel in it where the firmware is to load it (`withKernel`).
 * @throws OptionError for the name of a file that does not fit
 */
export function fwCfgItemsOf({ smp, kernel, initrd, append, fwCfgFiles = {} }: FirmwareFiles, withKernel: boolean): FwCfgItems {
  const items = new FwCfgItems();
  items.set(FwCfgKey.NB_CPUS, u16(smp));
  for (const [name, bytes] of Object.entries(fwCfgFiles)) items.addFile(name, bytes);
  if (!withKernel || !kernel) return items;
  items.set(FwCfgKey.KERNEL_SIZE, u32(kernel.bytes.length));
  items.set(FwCfgKey.KERNEL_DATA, kernel.bytes);
  if (initrd) {
    items.set(FwCfgKey.INITRD_SIZE, u32(initrd.bytes.length));
    items.set(FwCfgKey.INITRD_DATA, initrd.bytes);
  }
  if (append !== undefined) {
    const text = new TextEncoder().encode(`${append}\0`);
    items.set(FwCfgKey.CMDLINE_SIZE, u32(text.length));
    items.set(FwCfgKey.CMDLINE_DATA, text);
  }
  return items;
}
