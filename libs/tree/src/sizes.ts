/** Bytes of a page, and of a node. */
export const PAGE_BYTES = 4096;
/** Children of a node. */
export const FANOUT = 128;
/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** SHA-256, given from outside: any bytes (perhaps in shared memory) to 32 bytes. */
export type HashFunction = (bytes: Uint8Array) => Uint8Array;
