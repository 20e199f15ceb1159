import { table, type Column } from './table.ts';

/** Values as JSON for programs: a list is one array. */
export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

/** A list, as a table for people or as JSON. */
export function printList<Row>(columns: readonly Column<Row>[], rows: readonly Row[], asJson: boolean): void {
  if (asJson) printJson(rows);
  else process.stdout.write(table(columns, rows));
}

/** A line for people, beside what programs read. */
export const note = (line: string): void => void process.stderr.write(`reprise: ${line}\n`);

/** The first of what is listed. */
export async function take<T>(items: AsyncIterable<T>, most: number): Promise<T[]> {
  const taken: T[] = [];
  if (most === 0) return taken;
  for await (const item of items) {
    taken.push(item);
    if (taken.length >= most) break;
  }
  return taken;
}
