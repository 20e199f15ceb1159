import { hex } from '@reprise/bits';
import type { MemoryDifference } from '@reprise/store';
import { counted, grouped } from '../recording/numbers.ts';
import { addressOf, PAGE_BYTES, type Compared } from './compared.ts';
import { fieldGroups, type FieldRow } from './field-rows.ts';

/** Stretches of one memory that are shown. */
const SHOWN = 32;
const NAME_COLUMN = 18;

/** What differs, for a person; nothing if nothing does. */
export function diffText(compared: Compared): string {
  const { names, states: [left, right], differences: { fields, memories } } = compared;
  if (left.id === right.id) return '';
  const lines = [
    `--- ${names[0]}  ${left.id}`,
    `+++ ${names[1]}  ${right.id}`,
    ...fieldGroups(fields).flatMap(({ object, rows }) => [object, ...rows.map(rowText)]),
    ...memories.flatMap((memory) => memoryLines(memory, addressOf(compared, memory) ?? 0)),
  ];
  return `${lines.join('\n')}\n`;
}

const rowText = ({ name, left, right }: FieldRow): string => `  ${name.padEnd(NAME_COLUMN)} ${left} -> ${right}`;

function memoryLines({ kind, name, sizes: [left, right], pages }: MemoryDifference, address: number): string[] {
  if (left !== right) return [`${kind} ${name}: ${sizeText(left)} -> ${sizeText(right)}`];
  const { runs, size } = pages;
  const stretches = runs.slice(0, SHOWN).map(({ first, end }) =>
    `  ${hex(address + first * PAGE_BYTES)}..${hex(address + end * PAGE_BYTES - 1)}  ${counted(end - first, 'page')}`);
  const more = runs.length > SHOWN ? [`  and ${counted(runs.length - SHOWN, 'stretch', 'stretches')} more: --json has all`] : [];
  return [`${kind} ${name}: ${grouped(size)} of ${counted(left, 'page')}`, ...stretches, ...more];
}

const sizeText = (pages: number): string => (pages === 0 ? '-' : counted(pages, 'page'));
