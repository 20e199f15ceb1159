import { describe, expect, it } from 'vitest';
import { fields, table, type Column } from './table.ts';

const columns: readonly Column<{ readonly name: string; readonly size: number }>[] = [
  { title: 'NAME', text: ({ name }) => name },
  { title: 'SIZE', text: ({ size }) => String(size), align: 'right' },
  { title: 'NOTE', text: ({ size }) => (size > 9 ? 'large' : '') },
];

describe('table', () => {
  it('has columns as wide as what is in them', () => {
    expect(table(columns, [{ name: 'a', size: 1 }, { name: 'longer', size: 12_345 }])).toBe('NAME     SIZE  NOTE\na           1\nlonger  12345  large\n');
  });

  it('has its titles where there is nothing', () => {
    expect(table(columns, [])).toBe('NAME  SIZE  NOTE\n');
  });

  it('lets no control character through', () => {
    expect(table(columns, [{ name: '\u001b[2J\r\nx\u009b1m', size: 1 }])).toBe('NAME        SIZE  NOTE\n·[2J··x·1m     1\n');
  });
});

it('shows names and values', () => {
  expect(fields([['id', 'x'], null, ['longer', 'y\u0007']])).toBe('id      x\nlonger  y·\n');
});
