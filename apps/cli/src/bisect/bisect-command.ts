import { bisect } from '@reprise/replay';
import type { Run } from '@reprise/vm';
import { loadRecordings, type PreparedRun, type RunConfiguration } from '@reprise/vm-host';
import { optionHelp } from '../options/help-text.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { nextTurn } from '../recording/progress.ts';
import { engineOption, helpOption, plantOption, recordingOperand } from '../recording/recording-options.ts';
import { bisectionText } from './bisection-text.ts';

type Engine = RunConfiguration['engine'];

const options = { engine: engineOption, against: { ...engineOption, description: 'the engine to compare it with, default: the other one' }, plant: plantOption, help: helpOption } as const;

const help = (): string => `Usage: reprise bisect DIR [OPTIONS]

Executes a recording on two engines, and finds the first instruction at which they differ: what each executed, and what came of it in
registers, devices and memory. If both do the same, but not what was recorded, it says between which instants that came about.

${optionHelp([{ title: 'Options', options }])}

Exit status: 0 nothing differs; 1 something does; 2 an option is wrong; 65 the recording is damaged.
`;

/** `reprise bisect`: returns the exit status. @throws OptionError, and what is wrong with the recording */
export async function bisectCommand(args: readonly string[]): Promise<number> {
  const { values, operands } = parseArguments(options, args);
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const path = recordingOperand('bisect', operands);
  const { OpenedRecording } = await loadRecordings();
  const opened = await OpenedRecording.open(path);
  const left = values.engine ?? opened.folder.configuration.engine;
  // A planted fault is on the left engine only: then the same engine without it tells most.
  const right: Engine = values.against ?? (values.plant ? left : other[left]);
  using runs = new Runs();
  const nowhere = { write: () => {} };
  const ways = {
    left: () => runs.add(opened.makeRun({ console: nowhere, fault: values.plant }, left)),
    right: () => runs.add(opened.makeRun({ console: nowhere }, right)),
  };
  const found = await bisect(opened.recording, opened.keyframes, ways, { breathe: nextTurn });
  const names = { left: values.plant ? `${left}, with a planted fault` : left, right };
  process.stdout.write(bisectionText(found, names, opened.makeRun({ console: nowhere }).machine.harts[0]?.configuration.extensions));
  return found.kind === 'same' ? 0 : 1;
}

const other: Readonly<Record<Engine, Engine>> = { jit: 'interp', interp: 'reference', reference: 'interp' };

/** Runs that are let go of together. */
class Runs {
  readonly #prepared: PreparedRun[] = [];

  add(prepared: PreparedRun): Run {
    this.#prepared.push(prepared);
    return prepared.run;
  }

  [Symbol.dispose](): void {
    for (const prepared of this.#prepared) prepared[Symbol.dispose]();
  }
}
