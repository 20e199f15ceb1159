import { fName, xName } from '@reprise/isa';
import type { StateDifference } from '@reprise/vmstate';
import { valueText } from '../state/value-text.ts';

/** A field that differs, or several of a list that differ in the same way. */
export interface FieldRow {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** The fields of one object that differ: a hart, a device, the engine. */
export interface FieldGroup {
  /** `/machine/soc/uart0`, `/engine` */
  readonly object: string;
  readonly rows: readonly FieldRow[];
}

/** Where harts and devices are in a state, by their own paths: `/machine/machine/soc/uart0`. */
const MACHINE = '/machine/';
const SECTION = /^(.+?)\/(?:fields\/(.+)|((?:inputs|timers|version|type)(?:[/[].*)?))$/;
const ITEM = /^(.*)\[(\d+)\]$/;
const HART = /\/cpu\d+$/;

/** Differences as rows of text, by object, in their order. */
export function fieldGroups(differences: Iterable<StateDifference>): FieldGroup[] {
  const groups = new Map<string, FieldRow[]>();
  for (const { path, left, right } of differences) {
    const isMachine = path.startsWith(MACHINE);
    const { object, field } = partsOf(isMachine ? path.slice(MACHINE.length - 1) : path);
    const rows = groups.get(object) ?? [];
    groups.set(object, rows);
    const numbers = isMachine ? 'hexadecimal' : 'counts';
    rows.push({ name: HART.test(object) ? registerName(field) : field, left: valueText(left, numbers), right: valueText(right, numbers) });
  }
  return [...groups].map(([object, rows]) => ({ object, rows: joined(rows) }));
}

function partsOf(path: string): { readonly object: string; readonly field: string } {
  const [, object, field, other] = SECTION.exec(path) ?? [];
  if (object !== undefined) return { object, field: field ?? other ?? '' };
  const at = path.lastIndexOf('/');
  return { object: path.slice(0, at), field: path.slice(at + 1) };
}

/** `x[10]` as `x10 (a0)`. */
function registerName(field: string): string {
  const [, file, index] = ITEM.exec(field) ?? [];
  if (file === 'x') return `x${index} (${xName(Number(index))})`;
  return file === 'f' ? `f${index} (${fName(Number(index))})` : field;
}

interface Stretch extends FieldRow {
  /** What its first and last row are items of, and which; undefined where it is no item. */
  readonly list: string | undefined;
  readonly first: number;
  readonly last: number;
}

/** `enable[3]` and `enable[4]` as `enable[3..4]`, where both go from one value to the same other. */
function joined(rows: readonly FieldRow[]): FieldRow[] {
  const stretches: Stretch[] = [];
  for (const row of rows) {
    const [, list, index] = ITEM.exec(row.name) ?? [];
    const before = stretches.at(-1);
    const goesOn = before && list !== undefined && before.list === list && before.last + 1 === Number(index) && before.left === row.left && before.right === row.right;
    if (goesOn) stretches[stretches.length - 1] = { ...before, last: Number(index) };
    else stretches.push({ ...row, list, first: Number(index), last: Number(index) });
  }
  return stretches.map(({ name, left, right, list, first, last }) => ({ name: first < last ? `${list}[${first}..${last}]` : name, left, right }));
}
