/** A sequence of numbers in 0 .. 2^32-1 that a seed decides (Marsaglia's xorshift32, after a multiplication that tells small seeds apart). */
export function randomWords(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Bytes without a pattern, the same for the same seed: `bytesOf(5, s)` begins `bytesOf(9, s)`. */
export function bytesOf(length: number, seed: number): Uint8Array {
  const next = randomWords(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = next() >>> 24;
  return bytes;
}
