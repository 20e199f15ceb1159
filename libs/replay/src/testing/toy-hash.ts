/** Not SHA-256, but it tells contents apart. */
export function toyHash(bytes: Uint8Array): Uint8Array {
  const words = new Uint32Array(8);
  for (let i = 0; i < bytes.length; i++) words[i & 7] = Math.imul((words[(i + 7) & 7] ?? 0) ^ (bytes[i] ?? 0) ^ i, 0x0100_0193) + 0x9e37;
  return new Uint8Array(words.buffer);
}
