import { randomBytes } from 'node:crypto';

/** r a run, b a batch, c a crash, k a key, w a worker, u an upload, m a command, s an entry of the catalogue of snapshots, a one of the audit. */
export type IdPrefix = 'r' | 'b' | 'c' | 'k' | 'w' | 'u' | 'm' | 's' | 'a';

const COUNTER_LIMIT = 2 ** 18;
let last = { now: 0, counter: 0 };

/**
 * A new id of the record: `r_` and a UUID of version 7 (RFC 9562, §5.7) without hyphens. Ids sort by the millisecond in which they were made, and those
 * that one process makes in one millisecond by their order: a counter stands behind the time (§6.2, method 1).
 */
export function newId(prefix: IdPrefix, now = Date.now()): string {
  const counter = now === last.now ? (last.counter + 1) % COUNTER_LIMIT : 0;
  last = { now, counter };
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt16BE(0x7000 | (counter >> 6), 6);
  bytes[8] = 0x80 | (counter & 0x3f);
  return `${prefix}_${bytes.toString('hex')}`;
}
