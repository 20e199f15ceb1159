import { int } from '@reprise/options';
import { serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { flag, typed } from '../options/option.ts';
import { followRun, reportEnd, untilInterrupted } from './follow-run.ts';
import { runExits } from './run-end.ts';

/** `reprise logs` */
export const logsCommand = defineCommand({
  name: 'logs',
  operands: ['RUN'],
  about: "Prints what a run's guest has written to its console.",
  options: {
    follow: flag({ description: 'go on with what comes, until the run ends', aliases: ['f'] }),
    from: typed('N', int({ description: 'leave out the first N bytes', min: 0 })),
    ...serviceOptions,
  },
  exits: `0; with --follow: ${runExits}`,
  run: async ({ follow, from = 0, data }, [id = '']) => {
    const service = openService({ data });
    if (!follow) {
      process.stdout.write(await service.runs.console(id, from));
      return 0;
    }
    const run = await followRun(service, id, { from, signal: untilInterrupted(), write: (bytes) => void process.stdout.write(bytes) });
    return run ? reportEnd(run) : 0;
  },
});
