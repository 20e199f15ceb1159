import type { Run } from '@reprise/contracts';
import { formatSize } from '@reprise/bits';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { short } from '../output/quantities.ts';
import { fields } from '../output/table.ts';
import { printJson } from '../output/print.ts';
import { grouped } from '../recording/numbers.ts';
import { outcomeText } from './run-end.ts';
import { workerNames, type WorkerNames } from './worker-names.ts';

/** `reprise show` */
export const showCommand = defineCommand({
  name: 'show',
  operands: ['RUN'],
  about: 'Shows a run: its state, where it is, how far it is stored, and what it came to.',
  options: { ...jsonOption, ...serviceOptions },
  run: async ({ json, data }, [id = '']) => {
    const service = openService({ data });
    const run = await service.runs.get(id);
    if (json) printJson(run);
    else process.stdout.write(fields(rowsOf(run, await workerNames(service))));
    return 0;
  },
});

type Field = readonly [name: string, text: string] | null;

const rowsOf = (run: Run, names: WorkerNames): readonly Field[] => {
  const { id, name, project, state, vmState, worker, epoch, job, origin, batch, labels, icount, consoleBytes, storedBytes, keyframes, end, crash, createdAt, startedAt, endedAt, key } = run;
  return [
    ['run', id],
    name === null ? null : ['name', name],
    ['project', project],
    ['state', vmState === null || end ? state : `${state}, machine ${vmState}`],
    worker === null ? null : ['worker', names(worker)],
    ['epoch', String(epoch)],
    ['machine', `${job.machine.type}, ${job.machine.cpu}, ${job.machine.smp} ${job.machine.smp === 1 ? 'hart' : 'harts'}, ${formatSize(job.machine.memory)} of RAM, seed ${job.seed}`],
    ['boot', bootText(job.boot)],
    ...job.disks.map((disk): Field => ['disk', `${disk.id}: ${disk.image ?? `empty, ${formatSize(disk.size ?? 0)}`}${disk.readonly ? ', read-only' : ''}`]),
    origin && ['goes on from', `instruction ${grouped(origin.icount)} of ${origin.run ?? 'a snapshot'}${origin.state === null ? '' : `, ${origin.state}`}`],
    batch === null ? null : ['batch', batch],
    ...Object.entries(labels).map(([label, value]): Field => ['label', `${label}=${value}`]),
    ['created', createdAt],
    startedAt === null ? null : ['started', startedAt],
    endedAt === null ? null : ['ended', endedAt],
    ['stored', `${grouped(icount)} instructions, ${grouped(consoleBytes)} bytes of console, ${keyframes} keyframes, ${short(storedBytes, 1024)}B in the store`],
    end && ['end', `${outcomeText(run)} after ${grouped(end.icount)} instructions${end.message === null ? '' : `: ${end.message}`}`],
    end?.state ? ['final state', end.state] : null,
    end?.consoleSha256 ? ['console', `sha256 ${end.consoleSha256}`] : null,
    crash === null ? null : ['crash', crash],
    ['key', key],
  ];
};

function bootText(boot: Run['job']['boot']): string {
  switch (boot.kind) {
    case 'linux':
      return boot.command === undefined ? 'the bundled Linux, a shell' : `the bundled Linux: ${boot.command.trim()}`;
    case 'kernel':
      return `kernel ${boot.kernel}`;
    case 'program':
      return `program ${boot.program}`;
  }
}
