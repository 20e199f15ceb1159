import { randomBytes } from 'node:crypto';

/** A new id of the record: `r_` and a UUID of version 7 (RFC 9562, §5.7) without hyphens, so that ids sort by the millisecond in which they were made. */
export function newId(prefix: 'r' | 'b' | 'c' | 'k' | 'w' | 'u', now = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return `${prefix}_${bytes.toString('hex')}`;
}
