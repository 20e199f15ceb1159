import type { CommandInfo } from '../command.ts';

/** What there is to complete behind a command. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  /** `--json`, `-f` */
  readonly options: readonly string[];
  /** Words that its first operand is one of. */
  readonly words: readonly string[];
  /** May an operand be a run? */
  readonly takesRun: boolean;
}

/** Options stand in help at the beginning of a line, behind two blanks: `  -f, --follow  ..`. */
const OPTION = /^ {2}(?:-\w, )?(--?[A-Za-z][\w-]*)/gm;
const USAGE = /^Usage: reprise \S+ ?(\S*)/m;

/** What every command's help says of it: one source for people and for shells. */
export async function commandWords(commands: Readonly<Record<string, CommandInfo>>): Promise<CommandWords[]> {
  const words: CommandWords[] = [];
  for (const [name, { description, load }] of Object.entries(commands)) {
    const help = WITHOUT_HELP.has(name) ? '' : await helpOf(await load());
    const [, operand = ''] = USAGE.exec(help) ?? [];
    words.push({
      name,
      description,
      options: [...new Set([...help.matchAll(OPTION)].map(([, option = '']) => option))],
      words: /^[a-z]+(\|[a-z]+)+$/.test(operand.replaceAll(/[[\]]/g, '')) ? operand.replaceAll(/[[\]]/g, '').split('|') : [],
      takesRun: /^Usage: reprise .*\b(RUN|CRASH|DIR)\b/m.test(help),
    });
  }
  return words;
}

const WITHOUT_HELP: ReadonlySet<string> = new Set(['help', 'test', 'version']);

/** What a command prints when it is asked for help. */
async function helpOf(command: (args: readonly string[]) => Promise<number>): Promise<string> {
  const write = process.stdout.write.bind(process.stdout);
  let text = '';
  process.stdout.write = ((chunk: unknown): boolean => {
    text += String(chunk);
    return true;
  }) satisfies typeof process.stdout.write;
  try {
    await command(['--help']);
    return text;
  } finally {
    process.stdout.write = write;
  }
}
