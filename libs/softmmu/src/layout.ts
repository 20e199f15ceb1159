/**
 * The softmmu TLB as generated code sees it: direct-mapped on the virtual page number. A tag is the virtual page's address. An empty one
 * is zero, as memory is that was never written: only in the entry of page zero, and in the one of the page before it, from which accesses
 * may reach into it, an empty tag is NO_TAG. The compare takes in the address's alignment bits, so that a hit is also aligned and inside the page.
 */
export const TLB_ENTRIES = 16_384;
export const TLB_ENTRY_SHIFT = 5;
export const TLB_ENTRY_BYTES = 1 << TLB_ENTRY_SHIFT;
export const TLB_BYTES = TLB_ENTRIES * TLB_ENTRY_BYTES;

/** Byte offsets in an entry. */
export const TLB_READ = 0;
export const TLB_WRITE = 8;
export const TLB_FETCH = 16;
/** i32: host offset of the page less the low half of its virtual address. */
export const TLB_ADDEND = 24;
/** i32: host offset of the page's decoded slots; valid with the fetch tag. */
export const TLB_CODE = 28;

/** Both words of an empty tag of the first and the last entry: never a masked address, whose bits 11..3 are zero. */
export const NO_TAG = -1;

/** Either word of an empty tag of the entry with that index. */
export const emptyTag = (index: number): number => (index === 0 || index === TLB_ENTRIES - 1 ? NO_TAG : 0);

/** In a write tag, a bit that no masked address has either: the page can be written, but the host is to be told of every store. */
export const TOLD = 8;

/** A bit for each half of the address space: a kernel's code and a small program's have the same TLB indices. */
export const LOWER_HALF = 1;
export const UPPER_HALF = 2;

/** The half that an address is in, by its upper word (signed). */
export const halfOf = (high: number): number => (high < 0 ? UPPER_HALF : LOWER_HALF);

export const PAGE_BITS = 12;
export const PAGE_BYTES = 4096;

/**
 * The jump cache of a fetch TLB lies behind it: sets of two entries by a hash of the virtual address, entry = {address (i64), number of the
 * compiled region there (i32)}. Empty ones are zero, in the first and the last set NO_TAG. An entry is there only while the pages of its region are mapped as they were when it was made.
 */
export const JUMP_SET_BITS = 12;
export const JUMP_ENTRY_BYTES = 16;
export const JUMP_SET_SHIFT = 5;
export const JUMP_BYTES = 1 << (JUMP_SET_BITS + JUMP_SET_SHIFT);
export const JUMP_PC = 0;
export const JUMP_REGION = 8;
/** 2^32 over the golden ratio: the upper bits of its product with the low half of an address over 2 are the set's number. */
export const JUMP_HASH = 0x9e37_79b1;
