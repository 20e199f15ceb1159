import { toU64, writeU64 } from '@reprise/bits';

/** `length` bytes that look random and follow from `seed` alone: splitmix64 (Steele, Lea and Flood, OOPSLA 2014). */
export function bytesOfSeed(seed: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
  let state = toU64(seed);
  for (let at = 0; at < bytes.length; at += 8) {
    state = toU64(state + 0x9e37_79b9_7f4a_7c15n);
    let mixed = toU64((state ^ (state >> 30n)) * 0xbf58_476d_1ce4_e5b9n);
    mixed = toU64((mixed ^ (mixed >> 27n)) * 0x94d0_49bb_1331_11ebn);
    writeU64(bytes, at, mixed ^ (mixed >> 31n));
  }
  return bytes.subarray(0, length);
}
