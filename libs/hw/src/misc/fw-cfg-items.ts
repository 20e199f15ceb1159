/**
 * What a firmware configuration device has to give, put there by the board. "§" cites QEMU's docs/specs/fw_cfg.rst. Numbers
 * in items are little-endian; those of the file directory are big-endian.
 */
import { writeU32, writeU32BE } from '@reprise/bits';
import { OptionError, property } from '@reprise/options';

/** Keys of items that are not files (§ Selector Register and its header `fw_cfg_keys`). */
export const FwCfgKey = {
  SIGNATURE: 0x00, ID: 0x01, RAM_SIZE: 0x03, NB_CPUS: 0x05, KERNEL_ADDR: 0x07, KERNEL_SIZE: 0x08, INITRD_ADDR: 0x0a, INITRD_SIZE: 0x0b,
  KERNEL_DATA: 0x11, INITRD_DATA: 0x12, CMDLINE_SIZE: 0x14, CMDLINE_DATA: 0x15, FILE_DIR: 0x19, FILE_FIRST: 0x20,
} as const;

/** Of item ID: the device has the selector and data registers, and DMA. */
const ID_TRADITIONAL_AND_DMA = 3;
const NAME_BYTES = 56;
const ENTRY_BYTES = 8 + NAME_BYTES;
/** Files; QEMU's default is 32 (`x-file-slots`). */
export const MAX_FILES = 64;
/** A file that the guest may write is part of the machine's state. */
export const MAX_WRITABLE = 65_536;

export interface FwCfgItem {
  /** Of a file; null = an item of a fixed key. */
  readonly name: string | null;
  readonly bytes: Uint8Array;
  readonly isWritable: boolean;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
}

/** The items by key. Files get their keys in the order of their names, once all have been added. */
export class FwCfgItems {
  readonly #fixed = new Map<number, FwCfgItem>();
  readonly #files = new Map<string, FwCfgItem>();
  #byKey: ReadonlyMap<number, FwCfgItem> | null = null;

  constructor() {
    this.set(FwCfgKey.SIGNATURE, ascii('QEMU'));
    this.set(FwCfgKey.ID, u32Bytes(ID_TRADITIONAL_AND_DMA));
  }

  /** Gives the item of a fixed key its contents. */
  set(key: number, bytes: Uint8Array): void {
    this.#fixed.set(key, { name: null, bytes, isWritable: false });
    this.#byKey = null;
  }

  /**
   * Adds a file: `opt/...` for what a user gives, `etc/...` for what a board tells.
   * @throws OptionError if the name does not fit, is taken, or the file is too large to be written
   */
  addFile(name: string, bytes: Uint8Array, options: { readonly isWritable?: boolean } = {}): void {
    const { isWritable = false } = options;
    if (!/^[\x21-\x7e]+$/.test(name) || name.length >= NAME_BYTES) {
      throw new OptionError(`fw_cfg file '${name}': expected a name of 1 to ${NAME_BYTES - 1} ASCII characters without spaces`);
    }
    if (this.#files.has(name)) throw new OptionError(`fw_cfg file '${name}' was given twice`);
    if (this.#files.size >= MAX_FILES) throw new OptionError(`fw_cfg has room for ${MAX_FILES} files`);
    if (isWritable && bytes.length > MAX_WRITABLE) throw new OptionError(`fw_cfg file '${name}' has ${bytes.length} bytes: a writable one has at most ${MAX_WRITABLE}`);
    this.#files.set(name, { name, bytes, isWritable });
    this.#byKey = null;
  }

  get files(): readonly FwCfgItem[] {
    return [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  }

  get(key: number): FwCfgItem | undefined {
    this.#byKey ??= this.#numbered();
    return this.#byKey.get(key);
  }

  #numbered(): Map<number, FwCfgItem> {
    const byKey = new Map(this.#fixed);
    byKey.set(FwCfgKey.FILE_DIR, { name: null, bytes: directory(this.files), isWritable: false });
    this.files.forEach((file, index) => byKey.set(FwCfgKey.FILE_FIRST + index, file));
    return byKey;
  }
}

/** § File Directory: how many, then for each its size, key and name. */
function directory(files: readonly FwCfgItem[]): Uint8Array {
  const bytes = new Uint8Array(4 + files.length * ENTRY_BYTES);
  writeU32BE(bytes, 0, files.length);
  files.forEach(({ name, bytes: { length } }, index) => {
    const at = 4 + index * ENTRY_BYTES;
    writeU32BE(bytes, at, length);
    writeU32BE(bytes, at + 4, (FwCfgKey.FILE_FIRST + index) << 16);
    bytes.set(ascii(name ?? ''), at + 8);
  });
  return bytes;
}

/** The property by which a board gives a device its items; there is no text for them. */
export const fwCfgItems = () => property<FwCfgItems>({
  name: 'fw_cfg items',
  expected: 'the items as an object',
  parse: () => undefined,
  accept: (value) => (value instanceof FwCfgItems ? value : undefined),
  format: (items) => `${items.files.length} files`,
}, { description: 'what the board gives to firmware' });
