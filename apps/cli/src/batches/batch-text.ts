import type { Batch, BatchResult } from '@reprise/contracts';
import { short, shortId, shortIds, shortState } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';

const FAILED = 1;

export const batchText = ({ id, name, state, message, base, size, counts = {}, labels, createdAt }: Batch): readonly (readonly [string, string] | null)[] => [
  ['batch', id],
  name === null ? null : ['name', name],
  ['state', message === null ? state : `${state}: ${message}`],
  base === null ? null : ['forked from', base],
  ['runs', `${size}: ${countsText(counts)}`],
  ...Object.entries(labels).map(([label, value]) => ['label', `${label}=${value}`] as const),
  ['created', createdAt],
];

/** `3 succeeded, 1 failed` */
export const countsText = (counts: NonNullable<Batch['counts']>): string => Object.entries(counts).map(([state, count]) => `${count} ${state}`).join(', ') || 'none yet';

/** A row for each combination: the values of the matrix, then what came of it. */
export function resultColumns(rows: readonly BatchResult[]): readonly Column<BatchResult>[] {
  const shown = shortIds(rows.map(({ run }) => run));
  const variables = Object.keys(rows[0]?.values ?? {});
  return [
    { title: 'RUN', text: ({ run }) => shown(run) },
    ...variables.map((variable): Column<BatchResult> => ({ title: variable.toUpperCase(), text: ({ values }) => values[variable] ?? '-' })),
    { title: 'STATE', text: ({ state }) => state },
    { title: 'EXIT', text: ({ exitCode, reason }) => (exitCode === null ? (reason ?? '-') : String(exitCode)), align: 'right' },
    { title: 'INSTRUCTIONS', text: ({ icount }) => short(icount), align: 'right' },
    { title: 'FINAL STATE', text: ({ endState }) => shortState(endState) },
    ...(rows.some(({ crash }) => crash !== null) ? [{ title: 'CRASH', text: ({ crash }: BatchResult) => (crash === null ? '-' : shortId(crash)) }] : []),
  ];
}

/** For scripts: 0 if all runs succeeded. */
export const batchStatus = (rows: readonly BatchResult[]): number => (rows.every(({ state }) => state === 'succeeded') ? 0 : FAILED);
