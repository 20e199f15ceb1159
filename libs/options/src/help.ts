import type { Schema } from './property.ts';

/** Lines of `left  - right`, the right side aligned. */
export function twoColumns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => (right === '' ? left : `${left.padEnd(width)} - ${right}`).trimEnd()).join('\n');
}

/** The text of `-device uart,help`: each property with its type, meaning and default, by name. */
export function propertyHelp(owner: string, schema: Schema): string {
  const names = Object.keys(schema).sort();
  if (names.length === 0) return `There are no options for ${owner}.`;
  const rows = names.map((name): [string, string] => {
    const property = schema[name];
    if (!property) return [name, ''];
    const { type, description, defaultValue, required } = property;
    const text = property.defaultValue === undefined ? '' : property.format(defaultValue);
    const note = required ? ' (required)' : text === '' ? '' : ` (default: ${text})`;
    return [`  ${name}=<${type}>`, `${description}${note}`];
  });
  return `${owner} options:\n${twoColumns(rows)}`;
}

/** Types under one title. */
export interface HelpSection {
  readonly title: string;
  readonly types: readonly { readonly name: string; readonly description: string }[];
}

/** The text of `-M help`, `-cpu help`: types with what they are, by name, in sections. */
export function typeHelp(sections: readonly HelpSection[]): string {
  const texts = sections.map(({ title, types }) => {
    const byName = [...types].sort((a, b) => (a.name < b.name ? -1 : 1));
    return `${title}:\n${twoColumns(byName.map(({ name, description }): [string, string] => [name, description]))}`;
  });
  return texts.join('\n\n');
}
