import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { pushFiles } from '../images/push-files.ts';
import { readJob } from '../job/read-job.ts';
import { parseSetting } from '../job/settings.ts';
import { defineCommand } from '../options/define-command.ts';
import { flag, many } from '../options/option.ts';
import { note, printJson } from '../output/print.ts';
import { Progress } from '../recording/progress.ts';
import { followRun, reportEnd, untilInterrupted } from './follow-run.ts';
import { runExits } from './run-end.ts';

const INTERRUPTED = 130;

/** `reprise submit` */
export const submitCommand = defineCommand({
  name: 'submit',
  operands: ['FILE'],
  about: `Gives the service a job, and prints the id of its run. FILE is YAML or JSON (examples/, reprise schema), - is stdin. Files of this machine that it
names, as in image: 'file:./disk.img', are uploaded first, unless the service has them.`,
  options: {
    follow: flag({ description: "show the run's console until it ends; Ctrl-C leaves it running", aliases: ['f'] }),
    set: many('KEY=VALUE', parseSetting, { description: 'a value that takes the place of the one in FILE, such as machine.memory=1G or limits.instructions=1000000' }),
    check: flag({ description: 'only say what is wrong with FILE: nothing is sent' }),
    ...jsonOption,
    ...serviceOptions,
  },
  exits: `0 submitted; with --follow: ${runExits}`,
  run: async ({ follow, set, check, json, data }, [file = '']) => {
    const { specification, files } = await readJob(file, set);
    if (check) return 0;
    const service = openService({ data });
    await pushFiles(service, files);
    const run = await service.runs.create(specification);
    if (!follow) {
      if (json) printJson(run);
      else process.stdout.write(`${run.id}\n`);
      return 0;
    }
    note(run.id);
    const progress = new Progress();
    const signal = untilInterrupted();
    const ended = await followRun(service, run.id, {
      from: 0,
      signal,
      write: (bytes) => {
        progress.clear();
        process.stdout.write(bytes);
      },
      onState: (state) => progress.show(() => (state === 'pending' ? 'waiting for a worker' : state)),
    });
    progress.clear();
    if (ended) return reportEnd(ended);
    note(`${run.id} goes on: reprise logs -f ${run.id.slice(0, 18)}`);
    return INTERRUPTED;
  },
});
