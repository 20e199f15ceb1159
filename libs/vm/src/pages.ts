import type { RamBlock } from '@reprise/memory';
import { isZero, PAGE_BYTES } from '@reprise/tree';

/** Pages by number, each of 4 KiB. */
export type Pages = ReadonlyMap<number, Uint8Array>;

/** Where pages can be looked up. */
export interface PageLookup {
  get(page: number): Uint8Array | undefined;
}

const ZEROS = new Uint8Array(PAGE_BYTES);

/** Copies of some pages of a block; those that are all zeros only if `keepZeros`. */
export function copyPages(block: RamBlock, pages: Iterable<number>, keepZeros: boolean): Map<number, Uint8Array> {
  const copies = new Map<number, Uint8Array>();
  for (const page of pages) {
    const bytes = block.page(page);
    if (keepZeros || !isZero(bytes)) copies.set(page, bytes.slice());
  }
  return copies;
}

/**
 * Makes some pages of a block (undefined = all) hold what `lookup` has, or zeros. A page that already does is not written, and neither
 * are pages that never were.
 */
export function replacePages(
  block: RamBlock, lookup: PageLookup, pages: Iterable<number> | undefined, isWritten: (page: number) => boolean,
): void {
  const replace = (page: number): void => {
    const wanted = lookup.get(page);
    if (!wanted && !isWritten(page)) return;
    const bytes = wanted ?? ZEROS;
    if (!samePage(block.page(page), bytes)) block.writeBytes(page * PAGE_BYTES, bytes);
  };
  if (pages) for (const page of pages) replace(page);
  else for (let page = 0; page < block.size / PAGE_BYTES; page++) replace(page);
}

/** Do two pages hold the same? Looked at as words where they are aligned. */
export function samePage(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteOffset % 4 !== 0 || b.byteOffset % 4 !== 0) return a.every((byte, index) => byte === b[index]);
  const left = new Int32Array(a.buffer, a.byteOffset, PAGE_BYTES / 4);
  const right = new Int32Array(b.buffer, b.byteOffset, PAGE_BYTES / 4);
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}
