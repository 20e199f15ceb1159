import { OptionError } from '@reprise/options';
import { loadRecordings, parseStateName, stateForms, type StateName } from '@reprise/vm-host';
import { optionHelp } from '../options/help-text.ts';
import { flag } from '../options/option.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { nextTurn, Progress } from '../recording/progress.ts';
import { helpOption } from '../recording/recording-options.ts';

const options = {
  json: flag({ description: 'for programs: one JSON value, with every stretch of memory' }),
  help: helpOption,
} as const;

const help = (): string => `Usage: reprise diff A B [OPTIONS]

Shows what differs between two states: registers, CSRs and fields of devices, the old value and the new one; pages of RAM, by their physical
addresses; pages of disks, by their offsets. What is equal in memory is told by its hashes, and not read. A and B are each one of

  DIR@N                       a recording, after N instructions
  DIR                         a recording, at its end
  file:FOLDER#ID              a snapshot in a folder (a recording is one, too: reprise info DIR lists its keyframes)
  s3://BUCKET/PREFIX?endpoint=URL#ID
                              a snapshot in a bucket

ID is sha256: and 64 digits, or as many of the first ones as only one snapshot has.

${optionHelp([{ title: 'Options', options }])}

Exit status: 0 the states are the same; 1 they differ; 2 an option or a name is wrong; 65 what is stored is damaged.
`;

/** `reprise diff A B`: returns the exit status. @throws OptionError, and what is wrong with a recording or a store */
export async function diffCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(options, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const names = namesOf(operands);
  const { StateFinder } = await loadRecordings();
  const progress = new Progress();
  await using finder = new StateFinder({
    breathe: async () => {
      progress.show(() => 'going to the states');
      await nextTurn();
    },
  });
  const left = await finder.find(names[0]);
  const right = await finder.find(names[1]);
  progress.clear();
  const { diffStates } = await import('@reprise/store');
  const compared = { names: [names[0].text, names[1].text], states: [left, right], differences: await diffStates(left, right) } as const;
  const text = values.json ? (await import('./diff-json.ts')).diffJson : (await import('./diff-text.ts')).diffText;
  process.stdout.write(text(compared));
  return left.id === right.id ? 0 : 1;
}

function namesOf([left, right, ...further]: readonly string[]): readonly [StateName, StateName] {
  if (left === undefined || right === undefined) throw new OptionError(`two states are needed: reprise diff A B, each ${stateForms}`);
  if (further[0] !== undefined) throw new OptionError(`unexpected argument '${further[0]}': there are two states already`);
  return [parseStateName(left), parseStateName(right)];
}
