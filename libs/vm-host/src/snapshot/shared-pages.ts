import { PAGE_SIZE } from '@reprise/memory';
import type { DiskPages } from '@reprise/vm';
import type { SharedPages } from './messages.ts';

/** Pages as they can be posted to another thread without a copy, as far as they lie in shared memory. */
export function sharePages(given: DiskPages): SharedPages {
  const slabs: SharedArrayBuffer[] = [];
  const numbers = new Map<SharedArrayBuffer, number>();
  const pages = new Uint32Array(given.size);
  const slabOf = new Uint32Array(given.size);
  const offsets = new Uint32Array(given.size);
  let at = 0;
  for (const [page, bytes] of given) {
    const { slab, offset } = place(bytes);
    let number = numbers.get(slab);
    if (number === undefined) {
      number = slabs.push(slab) - 1;
      numbers.set(slab, number);
    }
    pages[at] = page;
    slabOf[at] = number;
    offsets[at] = offset;
    at++;
  }
  return { slabs, pages, slabOf, offsets };
}

/** The pages of the other thread: views of what is not to be changed. */
export function* sharedPages({ slabs, pages, slabOf, offsets }: SharedPages): Generator<{ readonly page: number; readonly bytes: Uint8Array }> {
  for (const [at, page] of pages.entries()) {
    const slab = slabs[slabOf[at] ?? 0];
    if (slab) yield { page, bytes: new Uint8Array(slab, offsets[at], PAGE_SIZE) };
  }
}

function place(bytes: Uint8Array): { readonly slab: SharedArrayBuffer; readonly offset: number } {
  const { buffer, byteOffset } = bytes;
  if (buffer instanceof SharedArrayBuffer) return { slab: buffer, offset: byteOffset };
  const slab = new SharedArrayBuffer(PAGE_SIZE);
  new Uint8Array(slab).set(bytes);
  return { slab, offset: 0 };
}
