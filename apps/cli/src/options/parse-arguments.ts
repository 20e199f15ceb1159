import { OptionError, unknownName } from '@reprise/options';
import type { Option, OptionTable, OptionValues } from './option.ts';

export interface ParsedArguments<Table> {
  readonly values: OptionValues<Table>;
  /** Arguments that are no options, in their order. */
  readonly operands: readonly string[];
}

/** An option with one dash or two, and the value attached to it: `-m`, `--smp`, `--seed=7`. */
const OPTION = /^--?([^=]+)(?:=([^]*))?$/;

/**
 * Reads a command line: options with one dash or two, their values behind them or after `=`, and operands, anywhere; after `--` there are
 * only operands.
 * @throws OptionError
 */
export function parseArguments<Table extends OptionTable>(table: Table, args: readonly string[]): ParsedArguments<Table> {
  const given = new Map<string, string[]>(Object.keys(table).map((name) => [name, []]));
  const operands: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (argument === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    const [, written, attached] = OPTION.exec(argument) ?? [];
    if (written === undefined) {
      operands.push(argument);
      continue;
    }
    const [name, { placeholder, repeats }] = optionNamed(table, written);
    const texts = given.get(name);
    if (texts && texts.length > 0 && !repeats) throw new OptionError(`option '${dashed(name)}' is given twice`);
    if (placeholder === null && attached !== undefined) throw new OptionError(`option '${dashed(name)}' takes no value, got '${attached}'`);
    const text = placeholder === null ? '' : (attached ?? args[++at]);
    if (text === undefined) throw new OptionError(`option '${dashed(name)}' needs a value: ${dashed(name)} ${placeholder}`);
    texts?.push(text);
  }
  const values = Object.fromEntries(Object.entries(table).map(([name, option]) => [name, read(name, option, given.get(name) ?? [])]));
  return { values: values as OptionValues<Table>, operands }; // each value came from its own option
}

/** As in help: one dash for a letter, two for a word. */
export const dashed = (name: string): string => `${name.length === 1 ? '-' : '--'}${name}`;

function optionNamed(table: OptionTable, written: string): [string, Option<unknown>] {
  const found = Object.entries(table).find(([name, { aliases }]) => name === written || aliases.includes(written));
  if (!found) throw unknownName('option', dashed(written), Object.keys(table).map(dashed));
  return found;
}

function read(name: string, option: Option<unknown>, texts: readonly string[]): unknown {
  try {
    return option.read(texts);
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(`option '${dashed(name)}': ${error.message}`);
    throw error;
  }
}
