/** The flattened format, version 17: Devicetree Specification v0.4, §5. All numbers are big-endian. */
export const MAGIC = 0xd00d_feed;
export const VERSION = 17;
/** The oldest version whose readers can still read this one. */
export const COMPATIBLE_VERSION = 16;

export const HEADER_BYTES = 40;
export const RESERVATION_BYTES = 16;

/** Byte offsets in the header. */
export const Header = {
  MAGIC: 0,
  TOTAL_SIZE: 4,
  STRUCT_OFFSET: 8,
  STRINGS_OFFSET: 12,
  RESERVATIONS_OFFSET: 16,
  VERSION: 20,
  COMPATIBLE_VERSION: 24,
  BOOT_CPU: 28,
  STRINGS_SIZE: 32,
  STRUCT_SIZE: 36,
} as const;

export const Token = { BEGIN_NODE: 1, END_NODE: 2, PROPERTY: 3, NOP: 4, END: 9 } as const;

/** The largest tree that is read: what QEMU's boards set aside for theirs. */
export const MAX_TREE_BYTES = 1 << 20;
/** How deep nodes may be nested. */
export const MAX_TREE_DEPTH = 32;
