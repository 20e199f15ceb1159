const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** A number of anything in three digits: `950`, `1.2M`, `340G`. `step` 1024 for bytes. */
export function short(value: number, step: 1000 | 1024 = 1000): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= step;
    unit++;
  }
  return unit === 0 ? String(Math.round(scaled)) : `${scaled >= 9.95 ? Math.round(scaled) : scaled.toFixed(1)}${UNITS[unit] ?? ''}`;
}

const STEPS: readonly (readonly [unit: string, seconds: number])[] = [['d', 86_400], ['h', 3600], ['m', 60]];

/** How long something took or ago it is: `12s`, `5m`, `3h`, `2d`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  const found = STEPS.find(([, length]) => seconds >= 2 * length);
  return found ? `${Math.floor(seconds / found[1])}${found[0]}` : `${Math.floor(seconds)}s`;
}

/** An id as far as people need it: its beginning, which is accepted wherever an id is, as long as it is that of one. */
export const shortId = (id: string): string => id.slice(0, LEAST);
const LEAST = 18;

/** The same for ids that stand beside each other: as long as it takes to tell them apart. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const most = Math.max(LEAST, ...ids.map(({ length }) => length));
  let length = LEAST;
  while (length < most && new Set(ids.map((id) => id.slice(0, length))).size < new Set(ids).size) length++;
  return (id) => id.slice(0, length);
}

/** `sha256:0123456789ab` */
export const shortState = (state: string | null): string => state?.slice(0, 'sha256:'.length + 12) ?? '-';
