export type { GuestPhysical, GuestVirtual, HostOffset, Icount, Nanoseconds } from './quantities.ts';
export { guestPhysical, guestVirtual, icount, nanoseconds } from './quantities.ts';
export { bit, bits, bits64, high32, join64, low32, signExtend, signExtend64, toI64, toU64, withBits } from './fields.ts';
export { alignDown, alignUp, isAligned, isPowerOfTwo } from './align.ts';
export { bareHex, formatSize, hex, hexOfBytes } from './format.ts';
export { readU16, readU32, readU32BE, readU64, writeU16, writeU32, writeU32BE, writeU64 } from './little-endian.ts';
