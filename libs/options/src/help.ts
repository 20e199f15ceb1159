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

/** The text of `-device help`: types with what they are, in sections. */
export function typeHelp(sections: readonly { readonly title: string; readonly types: readonly { readonly name: string; readonly description: string }[] }[]): string {
  return sections
    .map(({ title, types }) => {
      const rows = [...types].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, description }): [string, string] => [name, description]);
      return `${title}:\n${twoColumns(rows)}`;
    })
    .join('\n\n');
}
