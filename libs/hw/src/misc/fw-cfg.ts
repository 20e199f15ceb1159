/**
 * Firmware configuration device, memory-mapped: `fw_cfg_mem`. "§" cites QEMU's docs/specs/fw_cfg.rst, "Register Locations":
 * data at 0 (1 to 8 bytes, in the order of the item), selector at 8 (big-endian), DMA address at 16 (big-endian).
 */
import { readU32BE } from '@reprise/bits';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import { blob, map, safeInteger, type StateOf, u16, u32 } from '@reprise/vmstate';
import { type FwCfgItem, fwCfgItems, FwCfgItems, FwCfgKey, MAX_FILES, MAX_WRITABLE } from './fw-cfg-items.ts';

const SELECTOR = 8;
const DMA = 16;
const SIZE = 24;
/** "QEMU CFG": what the DMA register reads as (§ Guest-side DMA Interface). */
const DMA_SIGNATURE = [0x51, 0x45, 0x4d, 0x55, 0x20, 0x43, 0x46, 0x47] as const;
/** Bits of the control word of a DMA request; bits 31..16 are the key to select. */
const CONTROL = { ERROR: 0x01, READ: 0x02, SKIP: 0x04, SELECT: 0x08, WRITE: 0x10 } as const;
const REQUEST_BYTES = 16;
/** Bits of a selector that are no part of the key: the item is to be written, or is the architecture's own (§ Selector Register). */
const KEY_WRITE = 0x4000;
const CHUNK = 65_536;

const properties = { items: fwCfgItems() };
type Context = DeviceContext<typeof properties>;

const state = {
  key: u16(FwCfgKey.SIGNATURE),
  /** Bytes of the item that have been read, written or skipped. */
  offset: safeInteger(),
  /** The upper half of the DMA address, which waits for the lower one. */
  dmaHigh: u32(),
  /** Files that the guest has written to, by name. */
  written: map(blob(MAX_WRITABLE), MAX_FILES),
};
type FwCfg = StateOf<typeof state>;

const noItems = new FwCfgItems();
const swap16 = (value: number): number => ((value & 0xff) << 8) | (value >>> 8);
const swap32 = (value: number): number => ((swap16(value & 0xffff) << 16) | swap16(value >>> 16)) >>> 0;

const itemOf = (s: FwCfg, dev: Context): FwCfgItem | undefined => (dev.props.items ?? noItems).get(s.key);
const bytesOf = (s: FwCfg, item: FwCfgItem): Uint8Array => (item.name === null ? undefined : s.written.get(item.name)) ?? item.bytes;

/** The contents of the selected item from the offset on; none if there is no such item. */
function rest(s: FwCfg, dev: Context): Uint8Array {
  const item = itemOf(s, dev);
  return item ? bytesOf(s, item).subarray(s.offset) : new Uint8Array(0);
}

function select(s: FwCfg, key: number): void {
  s.key = key & ~KEY_WRITE;
  s.offset = 0;
}

/** The next bytes of the item, then zeros; the first is the lowest. */
function readData(s: FwCfg, size: number, dev: Context): bigint {
  const bytes = rest(s, dev).subarray(0, size);
  s.offset += bytes.length;
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** § Guest-side DMA Interface: the request is at the address; its control word becomes 0 or ERROR when it is done. */
function transfer(s: FwCfg, address: number, dev: Context): void {
  const request = new Uint8Array(REQUEST_BYTES);
  let done = dev.dma.readBytes(address, request);
  if (done) {
    const [control, length] = [readU32BE(request, 0), readU32BE(request, 4)];
    const target = readU32BE(request, 8) * 2 ** 32 + readU32BE(request, 12);
    if (control & CONTROL.SELECT) select(s, control >>> 16);
    if (control & CONTROL.READ) done = readTo(s, target, length, dev);
    else if (control & CONTROL.WRITE) done = writeFrom(s, target, length, dev);
    else if (control & CONTROL.SKIP) s.offset += Math.min(length, rest(s, dev).length);
  }
  dev.dma.write32(address, swap32(done ? 0 : CONTROL.ERROR));
}

/** The item's bytes, then zeros, to RAM; false, and nothing is read, if that is not RAM. */
function readTo(s: FwCfg, address: number, length: number, dev: Context): boolean {
  if (!dev.dma.isRam(address, length, true)) return false;
  const bytes = rest(s, dev).subarray(0, length);
  dev.dma.writeBytes(address, bytes);
  s.offset += bytes.length;
  const zeros = new Uint8Array(Math.min(CHUNK, length - bytes.length));
  for (let at = bytes.length; at < length; at += CHUNK) dev.dma.writeBytes(address + at, zeros.subarray(0, Math.min(CHUNK, length - at)));
  return true;
}

/** False if the item is not writable, has no room for all, or the bytes are not in RAM. */
function writeFrom(s: FwCfg, address: number, length: number, dev: Context): boolean {
  const item = itemOf(s, dev);
  if (!item?.isWritable || item.name === null) return false;
  const bytes = Uint8Array.from(bytesOf(s, item));
  if (length > bytes.length - s.offset || !dev.dma.readBytes(address, bytes.subarray(s.offset, s.offset + length))) return false;
  s.written.set(item.name, bytes);
  s.offset += length;
  return true;
}

function writeDma(s: FwCfg, high: number, low: number, dev: Context): void {
  s.dmaHigh = 0;
  transfer(s, high * 2 ** 32 + low, dev);
}

const low = (value: bigint): number => Number(value & 0xffff_ffffn);

const readRegister = (offset: number, size: number): number =>
  DMA_SIGNATURE.slice(offset - DMA, offset - DMA + size).reduceRight((value, byte) => value * 256 + byte, 0);

export const fwCfgMem = defineDevice({
  name: 'fw_cfg_mem',
  description: 'firmware configuration: items and files that the board gives to firmware',
  properties,
  state,
  mmio: [
    {
      name: 'fw_cfg',
      size: SIZE,
      valid: {
        accepts: (offset, size, isWrite) => {
          if (offset < SELECTOR) return true;
          if (offset < DMA) return isWrite && offset === SELECTOR && size === 2;
          return !isWrite || size >= 4;
        },
      },
      impl: { min: 1, max: 8 },
      ops: {
        read: (s, offset, size, dev) => (offset < SELECTOR ? Number(readData(s, size, dev)) : readRegister(offset, size)),
        read64: (s, offset, dev) => (offset < SELECTOR ? readData(s, 8, dev) : (BigInt(readRegister(DMA + 4, 4)) << 32n) | BigInt(readRegister(DMA, 4))),
        write: (s, offset, value, _size, dev) => {
          if (offset === SELECTOR) select(s, swap16(value));
          else if (offset === DMA) s.dmaHigh = swap32(value);
          else if (offset === DMA + 4) writeDma(s, s.dmaHigh, swap32(value), dev);
        },
        write64: (s, offset, value, dev) => {
          if (offset === DMA) writeDma(s, swap32(low(value)), swap32(low(value >> 32n)), dev);
        },
        peek: () => undefined,
      },
    },
  ],
});
