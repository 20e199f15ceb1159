import type { DeviceCategory } from './definition.ts';
import type { DeviceType } from './define.ts';

const TITLES: Readonly<Record<DeviceCategory, string>> = {
  bridge: 'Controller/Bridge/Hub devices',
  storage: 'Storage devices',
  network: 'Network devices',
  input: 'Input devices',
  misc: 'Misc devices',
};

/** The text of `-device help`: the devices that a user can plug into a bus, by category and name. */
export function deviceHelp(types: Iterable<DeviceType>): string {
  const pluggable = [...types].filter(({ definition }) => definition.plugsInto).sort((a, b) => (a.name < b.name ? -1 : 1));
  const sections = Object.entries(TITLES).map(([category, title]) => {
    const lines = pluggable
      .filter(({ definition }) => (definition.category ?? 'misc') === category)
      .map(({ name, definition }) => `name "${name}", bus ${definition.plugsInto?.type.name ?? ''}, desc "${definition.description}"`);
    return lines.length === 0 ? [] : [`${title}:\n${lines.join('\n')}\n`];
  });
  return sections.flat().join('\n');
}
