import type { JitOptions } from '@reprise/jit';
import { bisect, withFaultyXor } from '@reprise/replay';
import { instructionExtensions, instructionTables } from '@reprise/riscv';
import type { Run } from '@reprise/vm';
import { loadRecordings, type PreparedRun } from '@reprise/vm-host';
import { flag, one } from '../options/option.ts';
import { optionHelp } from '../options/help-text.ts';
import { parseArguments } from '../options/parse-arguments.ts';
import { nextTurn } from '../recording/progress.ts';
import { helpOption, plantOption, recordingOperand } from '../recording/recording-options.ts';
import { bisectionText } from './bisection-text.ts';
import { parseTiers, tiersOf, tierText } from './tiers.ts';

const options = {
  tiers: one('A[,B]', parseTiers, { description: 'jit, jit:VISITS (0: all is compiled at once), interp or reference; default: as it was, and another' }),
  plant: plantOption,
  'plant-xor': flag({ description: 'plant another one: compiled code gets xor wrong where its second operand is negative' }),
  help: helpOption,
} as const;

const help = (): string => `Usage: reprise bisect DIR [OPTIONS]

Executes a recording in two ways, and finds the first instruction at which they differ: what each executed, and what came of it in
registers, devices and memory. If one of them compiles, it also finds the least code that must be compiled for that. If both do the
same, but not what was recorded, it says between which instants that came about.

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
  const { plant: fault, 'plant-xor': hasFaultyXor } = values;
  // A fault in a register is on the left only: then the same tier without it tells most.
  const { left, right, compiles } = tiersOf(values.tiers, opened.folder.configuration.engine, fault !== undefined);
  using runs = new Runs();
  const nowhere = { write: () => {} };
  const extensions = runs.add(opened.makeRun({ console: nowhere })).machine.harts[0]?.configuration.extensions;
  const faulty = hasFaultyXor && extensions ? { tables: withFaultyXor(instructionTables(instructionExtensions(extensions))) } : {};
  const ways = {
    left: (jit: Partial<JitOptions>) => runs.add(opened.makeRun({ console: nowhere, fault, jit: { ...left.jit, ...faulty, ...jit } }, left.name)),
    right: (jit: Partial<JitOptions>) => runs.add(opened.makeRun({ console: nowhere, jit: { ...right.jit, ...jit } }, right.name)),
    compiles,
  };
  const found = await bisect(opened.recording, opened.keyframes, ways, { breathe: nextTurn });
  const names = { left: fault || hasFaultyXor ? `${tierText(left)}, with a planted fault` : tierText(left), right: tierText(right) };
  process.stdout.write(bisectionText(found, names, extensions));
  return found.kind === 'same' ? 0 : 1;
}

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
