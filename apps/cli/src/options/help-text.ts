import type { OptionTable } from './option.ts';
import { dashed } from './parse-arguments.ts';

/** Options under one title. */
export interface OptionSection {
  readonly title: string;
  readonly options: OptionTable;
}

const COLUMN = 30;

/** The text of `--help`: each option with its value and meaning, under titles. */
export const optionHelp = (sections: readonly OptionSection[]): string =>
  sections.map(({ title, options }) => [`${title}:`, ...Object.entries(options).map(([name, option]) => {
    const { placeholder, description, aliases } = option;
    const short = aliases.filter((alias) => alias.length === 1 && name.length > 1).map((alias) => `${dashed(alias)}, `).join('');
    return helpRow(`${short}${dashed(name)}${placeholder === null ? '' : ` ${placeholder}`}`, description);
  })].join('\n')).join('\n\n');

/** `  left          right`, the right side on a line of its own if the left is long. */
export const helpRow = (left: string, right: string): string =>
  left.length + 2 < COLUMN ? `  ${left.padEnd(COLUMN - 2)}${right}` : `  ${left}\n${' '.repeat(COLUMN)}${right}`;
