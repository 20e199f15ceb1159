import { int } from '@reprise/options';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { one, typed, verbatim } from '../options/option.ts';
import { printJson } from '../output/print.ts';

/** `reprise fork RUN` */
export const forkRunCommand = defineCommand({
  name: 'fork',
  operands: ['RUN'],
  about: 'Makes new runs that go on from an instant of another, with other input, and prints their ids. The other run stays as it is.',
  options: {
    at: typed('N', int({ description: 'the instruction from which to go on; default: as far as the run is stored', min: 0 })),
    input: one('TEXT', verbatim, { description: 'what is typed into each; \\n is Enter' }),
    count: typed('N', int({ description: 'so many, default 1', min: 1, max: 1000 })),
    name: one('NAME', verbatim, { description: 'their name' }),
    ...jsonOption,
    ...serviceOptions,
  },
  run: async ({ at, input, count, name, json, data }, [id = '']) => {
    const runs = await openService({ data }).runs.fork(id, {
      ...(at !== undefined && { icount: at }), ...(input !== undefined && { input: input.replaceAll('\\n', '\n') }), ...(count !== undefined && { count }), ...(name !== undefined && { name }),
    });
    if (json) printJson(runs);
    else process.stdout.write(runs.map((run) => `${run.id}\n`).join(''));
    return 0;
  },
});
