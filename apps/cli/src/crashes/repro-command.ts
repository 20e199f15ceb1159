import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { flag, one, verbatim } from '../options/option.ts';
import { note, printJson } from '../output/print.ts';
import { grouped } from '../recording/numbers.ts';
import { Progress } from '../recording/progress.ts';
import { followRun, untilInterrupted } from '../runs/follow-run.ts';
import { findCrash } from './find-crash.ts';

const DIFFERS = 1;
const INTERRUPTED = 130;

/** `reprise repro` */
export const reproCommand = defineCommand({
  name: 'repro',
  operands: ['CRASH'],
  about: `Executes a crashed run again on a worker, and sees that it comes to the same state at the same instruction. CRASH is a crash, or the run that crashed.`,
  options: {
    on: one('WORKER', verbatim, { description: 'the worker that is to do it, by name or id; default: any' }),
    detach: flag({ description: 'do not wait: print the id of the run that does it', aliases: ['d'] }),
    ...jsonOption,
    ...serviceOptions,
  },
  exits: '0 the state is the same; 1 it is not.',
  run: async ({ on, detach, json, data }, [reference = '']) => {
    const service = openService({ data });
    const crash = await findCrash(service, reference);
    const again = await service.reproduceCrash(crash.id, on);
    if (detach) {
      process.stdout.write(`${again.id}\n`);
      return 0;
    }
    const progress = new Progress();
    const run = await followRun(service, again.id, {
      from: 0, signal: untilInterrupted(), write: () => undefined, onState: (state) => progress.show(() => `${again.id} ${state}`),
    });
    progress.clear();
    if (!run) {
      note(`${again.id} goes on`);
      return INTERRUPTED;
    }
    const { state, end } = run;
    if (json) printJson(run);
    else if (state === 'succeeded') process.stdout.write(`reproduced: ${crash.title}\n${grouped(crash.icount)} instructions executed again: ${crash.state ?? ''}, the same\n`);
    else note(`not reproduced: ${end?.message ?? end?.reason ?? state}`);
    return state === 'succeeded' ? 0 : DIFFERS;
  },
});
