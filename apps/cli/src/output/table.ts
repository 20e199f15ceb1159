/** A column of a table for people. */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align?: 'right';
}

const GAP = '  ';

/** Rows under titles, as docker and kubectl have them: no lines, two blanks between columns, nothing behind the last one. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => printable(text(row))))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines.map((line) => `${line.map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.align)).join(GAP).trimEnd()}\n`).join('');
}

const padded = (text: string, width: number, align: 'right' | undefined): string => (align === 'right' ? text.padStart(width) : text.padEnd(width));

/** What a guest or a stranger wrote does nothing to the terminal. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\u00b7');

/** Names and their values, a line each. */
export function fields(rows: readonly (readonly [name: string, text: string] | null)[]): string {
  const there = rows.filter((row) => row !== null);
  const width = Math.max(0, ...there.map(([name]) => name.length)) + GAP.length;
  return there.map(([name, text]) => `${name.padEnd(width)}${printable(text)}\n`).join('');
}
