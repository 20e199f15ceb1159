import type { Head } from '@reprise/contracts';
import type { Written } from '@reprise/replay';

/** What the keys of an epoch of a run begin with: docs/service.md. */
export const epochPrefix = (run: string, epoch: number): string => `runs/${run}/${epoch}/`;

/** Segments [from, to) of a log are under a prefix. */
interface Part {
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

/** A head's parts by where they are. */
export const partsOf = (run: string, { parts }: Pick<Head, 'parts'>): Part[] => parts.map(({ epoch, from, to }) => ({ prefix: epochPrefix(run, epoch), from, to }));

const lastOf = (parts: readonly Part[]): Part => {
  const last = parts.at(-1);
  if (!last) throw new RangeError('a head without segments');
  return last;
};

/** The prefix under which a head's last segment was written: its run.json says what the run was made from. */
export const lastPrefix = (run: string, head: Head): string => lastOf(partsOf(run, head)).prefix;

/** What a recording's summary says, by the head that counts. */
export const summaryOf = ({ parts, seal, keyframes }: Head): { segments: number; head: string; keyframes: number[] } =>
  ({ segments: parts.at(-1)?.to ?? 0, head: seal, keyframes });

/** The head after more of a run is written in an epoch. */
export function headAfter(before: Head | null, epoch: number, { summary, states, icount, consoleBytes }: Written, storedBytes: number): Head {
  const parts = before?.parts ?? [];
  const from = parts.at(-1)?.to ?? 0;
  const own = summary.segments > from ? [{ epoch, from, to: summary.segments }] : [];
  return { parts: [...parts, ...own], seal: summary.head, keyframes: [...summary.keyframes], states: [...states], icount, consoleBytes, storedBytes };
}
