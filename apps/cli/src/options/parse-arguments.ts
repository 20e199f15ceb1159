import { OptionError, unknownName } from '@reprise/options';
import type { Option, OptionTable, OptionValues } from './option.ts';

export interface ParsedArguments<Table> {
  readonly values: OptionValues<Table>;
  /** Arguments that are no options, in their order. */
  readonly operands: readonly string[];
}

/**
 * Reads a command line: options with one dash or two, their values behind them or after `=`, and operands, anywhere; after `--` there are
 * only operands.
 * @throws OptionError
 */
export function parseArguments<const Table extends OptionTable>(table: Table, args: readonly string[]): ParsedArguments<Table> {
  const values: Record<string, unknown> = Object.fromEntries(Object.entries(table).map(([name, { none }]) => [name, none]));
  const given = new Set<string>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (argument === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    const [, written, attached] = /^--?([^-=][^=]*)(?:=([^]*))?$/.exec(argument) ?? [];
    if (written === undefined) {
      operands.push(argument);
      continue;
    }
    const [name, option] = optionNamed(table, written);
    const shown = `option '${dashed(name)}'`;
    if (given.has(name) && !option.repeats) throw new OptionError(`${shown} is given twice`);
    given.add(name);
    if (option.placeholder === null && attached !== undefined) throw new OptionError(`${shown} takes no value, got '${attached}'`);
    const text = option.placeholder === null ? '' : (attached ?? args[++at]);
    if (text === undefined) throw new OptionError(`${shown} needs a value: ${dashed(name)} ${option.placeholder}`);
    values[name] = attributed(shown, () => option.add(values[name], text));
  }
  return { values: values as OptionValues<Table>, operands }; // each value came from its own option
}

/** As in help: one dash for a letter, two for a word. */
export const dashed = (name: string): string => `${name.length === 1 ? '-' : '--'}${name}`;

function optionNamed(table: OptionTable, written: string): [string, Option<unknown>] {
  const found = Object.entries(table).find(([name, { aliases }]) => name === written || aliases.includes(written));
  if (!found) throw unknownName('option', dashed(written), Object.keys(table).map(dashed));
  return found;
}

function attributed(shown: string, add: () => unknown): unknown {
  try {
    return add();
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(`${shown}: ${error.message}`);
    throw error;
  }
}
