/** Instructions by name and operands. */
import { encode, type Operands } from '@reprise/isa';
import type { Item } from './case.ts';
import { allRows } from './tables.ts';

const rowsByName = new Map(allRows.map((row) => [row.name, row]));

export function item(name: string, operands: Partial<Operands> = {}): Item {
  const row = rowsByName.get(name);
  if (!row) throw new Error(`there is no instruction ${name}`);
  return { word: encode(row, operands), length: row.length };
}
