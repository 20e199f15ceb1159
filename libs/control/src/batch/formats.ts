import type { StoredBatch } from './batch.ts';
import type { BatchResult } from './results.ts';

const columns = ['run', 'name', 'state', 'reason', 'exitCode', 'icount', 'seconds', 'endState', 'crash', 'message'] as const;

/** A field of RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it. */
const field = (value: string | number | null): string => {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Results as CSV (RFC 4180), a line for each run, variables of the matrix last. */
export function resultsAsCsv({ specification }: Pick<StoredBatch, 'specification'>, results: readonly BatchResult[]): string {
  const variables = Object.keys(specification.matrix);
  const lines = results.map((result) => [...columns.map((column) => result[column]), ...variables.map((variable) => result.values[variable] ?? '')]);
  return [[...columns, ...variables], ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

/** Characters that XML 1.0 has not become U+FFFD. */
const xml = (text: string): string =>
  text.toWellFormed().replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');

/** What JUnit calls it, by the state of a run; nothing for a success. */
const elements: Readonly<Record<BatchResult['state'], 'failure' | 'error' | 'skipped' | undefined>> = {
  succeeded: undefined, failed: 'failure', crashed: 'failure', error: 'error', cancelled: 'skipped', pending: 'skipped', running: 'skipped', paused: 'skipped', migrating: 'skipped',
};

const titleOf = ({ name, run, values }: BatchResult): string => {
  const parts = Object.entries(values).map(([variable, value]) => `${variable}=${value}`);
  return parts.length === 0 ? (name ?? run) : parts.join(' ');
};

/** Results as JUnit XML: a test case for each run. */
export function resultsAsJUnit({ id, name }: Pick<StoredBatch, 'id' | 'name'>, results: readonly BatchResult[]): string {
  const count = (element: string): number => results.filter(({ state }) => elements[state] === element).length;
  const cases = results.map((result) => {
    const element = elements[result.state];
    const open = `    <testcase classname="${xml(name ?? id)}" name="${xml(titleOf(result))}" time="${result.seconds ?? 0}"`;
    if (element === undefined) return `${open}/>\n`;
    const message = xml([result.state, result.reason, result.exitCode === null ? null : `exit ${result.exitCode}`, result.message].filter((part) => part !== null).join(': '));
    return `${open}>\n      <${element} message="${message}">${xml(result.run)}</${element}>\n    </testcase>\n`;
  });
  const counts = `tests="${results.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n  <testsuite name="${xml(name ?? id)}" ${counts}>\n${cases.join('')}  </testsuite>\n</testsuites>\n`;
}
