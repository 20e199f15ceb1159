import { OptionError } from '@reprise/options';
import { optionHelp } from './help-text.ts';
import { flag, type OptionTable, type OptionValues } from './option.ts';
import { parseArguments } from './parse-arguments.ts';

const helpOption = flag({ description: 'this help', aliases: ['h'] });

/** What help says about a command. */
interface CommandText {
  readonly name: string;
  /** `RUN`, `[FILE]` may be left out, `RUN..` one or more. Only the last may be one of the latter two. */
  readonly operands: readonly string[];
  /** What it does, in lines of 140 characters at most. */
  readonly about: string;
  /** What its exit statuses mean, where it has others than every command. */
  readonly exits?: string;
}

/** A command as data: parsing, errors, help and completion come from it. */
export interface CommandDefinition<Table extends OptionTable> extends CommandText {
  readonly options: Table;
  readonly run: (values: OptionValues<Table>, operands: readonly string[]) => Promise<number>;
}

/** A command whose options can be looked at. */
export interface DefinedCommand {
  (args: readonly string[]): Promise<number>;
  readonly options: OptionTable;
}

export function defineCommand<Table extends OptionTable>(definition: CommandDefinition<Table>): DefinedCommand {
  const options = { ...definition.options, help: helpOption };
  const call = async (args: readonly string[]): Promise<number> => {
    // Table has no `help` of its own: a spec sees to it.
    const { values, operands } = parseArguments<OptionTable>(options, args);
    if (values['help'] === true) {
      process.stdout.write(helpOf(definition, options));
      return 0;
    }
    checkOperands(definition, operands);
    return definition.run(values as OptionValues<Table>, operands); // the table's own values are among them
  };
  return Object.assign(call, { options });
}

function helpOf({ name, operands, about, exits }: CommandText, options: OptionTable): string {
  const usage = ['Usage: reprise', name, ...operands, '[OPTIONS]'].join(' ');
  const status = exits === undefined ? '' : `\nExit status: ${exits}\n`;
  return `${usage}\n\n${about}\n\n${optionHelp([{ title: 'Options', options }])}\n${status}`;
}

/** @throws OptionError for one that is missing, or one too many */
function checkOperands({ name, operands }: CommandText, given: readonly string[]): void {
  const missing = operands.find((operand, index) => given[index] === undefined && !operand.startsWith('['));
  if (missing !== undefined) throw new OptionError(`${missing.replace('..', '')} is missing: reprise ${name} ${operands.join(' ')}`);
  const extra = operands.at(-1)?.includes('..') ? undefined : given[operands.length];
  if (extra !== undefined) throw new OptionError(`unexpected argument '${extra}': reprise ${[name, ...operands].join(' ')}`);
}
