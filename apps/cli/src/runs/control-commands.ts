import type { RunCommand } from '@reprise/contracts';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand, type DefinedCommand } from '../options/define-command.ts';
import { one, verbatim } from '../options/option.ts';
import { printJson } from '../output/print.ts';
import { grouped } from '../recording/numbers.ts';

const on = one('WORKER', verbatim, { description: 'the worker that is to have it, by name or id; default: any' });
const options = { ...jsonOption, ...serviceOptions } as const;

/** What came of a command: JSON as it is, or a line of the words that its kind has for it. */
function printAnswer(command: RunCommand, text: string, json: boolean): number {
  if (json) printJson(command);
  else process.stdout.write(`${text}\n`);
  return 0;
}

const resultText = ({ result }: RunCommand, name: string): string => {
  const value = result[name];
  return typeof value === 'number' ? grouped(value) : (value ?? '');
};

export const pauseCommand: DefinedCommand = defineCommand({
  name: 'pause',
  operands: ['RUN..'],
  about: 'Stops runs between two instructions. Their state is stored, and they take no place on a worker; resume lets them go on, anywhere.',
  options,
  run: async ({ json, data }, runs) => {
    const service = openService({ data });
    for (const id of runs) {
      const command = await service.runs.pause(id);
      printAnswer(command, command.run, json);
    }
    return 0;
  },
});

export const resumeCommand: DefinedCommand = defineCommand({
  name: 'resume',
  operands: ['RUN..'],
  about: 'Lets paused runs go on.',
  options: { on, ...options },
  run: async ({ on, json, data }, runs) => {
    const service = openService({ data });
    for (const id of runs) {
      const run = await service.runs.resume(id, on);
      if (json) printJson(run);
      else process.stdout.write(`${run.id}\n`);
    }
    return 0;
  },
});

export const migrateCommand: DefinedCommand = defineCommand({
  name: 'migrate',
  operands: ['RUN', 'WORKER'],
  about: 'Moves a run to another worker while it goes on: it stands still only while the last pages are stored. The state there is the state here, which is checked.',
  options,
  run: async ({ json, data }, [id = '', worker = '']) => {
    const command = await openService({ data }).runs.migrate(id, worker);
    return printAnswer(command, `${command.run} is on ${worker}`, json);
  },
});

export const snapshotCommand: DefinedCommand = defineCommand({
  name: 'snapshot',
  operands: ['RUN'],
  about: 'Keeps the state of a run as it is now, and prints its id: reprise fork RUN --at N goes on from there, with other input.',
  options: { name: one('NAME', verbatim, { description: 'a name for it' }), ...options },
  run: async ({ name, json, data }, [id = '']) => {
    const command = await openService({ data }).runs.snapshot(id, name);
    return printAnswer(command, `${resultText(command, 'state')} at instruction ${resultText(command, 'icount')}`, json);
  },
});

export const cancelCommand: DefinedCommand = defineCommand({
  name: 'cancel',
  operands: ['RUN..'],
  about: 'Ends runs, whatever they are doing.',
  options,
  run: async ({ json, data }, runs) => {
    const service = openService({ data });
    for (const id of runs) {
      const command = await service.runs.cancel(id);
      printAnswer(command, command.run, json);
    }
    return 0;
  },
});

export const removeCommand: DefinedCommand = defineCommand({
  name: 'rm',
  operands: ['RUN..'],
  about: 'Deletes runs that have ended. What only they have in the store goes with the next reprise gc.',
  options: serviceOptions,
  run: async ({ data }, runs) => {
    const service = openService({ data });
    for (const id of runs) {
      await service.runs.delete(id);
      process.stdout.write(`${id}\n`);
    }
    return 0;
  },
});
