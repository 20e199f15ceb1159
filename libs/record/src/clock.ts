import type { Clock, ServiceRecord } from '@reprise/control';

/** How often this process's clock is set by the record's: clocks drift by less than a millisecond in that time. */
const SET_EVERY_MS = 60_000;

/** A clock that goes as the record's does, and never back. */
export interface RecordClock extends Clock {
  close(): void;
}

/** Sets a clock by the record's, now and from time to time. What passes here is counted without regard to the date of this machine. */
export async function recordClock(record: Pick<ServiceRecord, 'now'>): Promise<RecordClock> {
  let offset = 0;
  let latest = 0;
  const set = async (): Promise<void> => {
    const before = performance.now();
    const now = await record.now();
    offset = now - (before + performance.now()) / 2;
  };
  await set();
  const timer = setInterval(() => void set().catch(() => undefined), SET_EVERY_MS); // while the record is away, the clock goes on
  timer.unref();
  return {
    now: () => (latest = Math.max(latest, Math.floor(offset + performance.now()))),
    close: () => clearInterval(timer),
  };
}
