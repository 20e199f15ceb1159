import type { Service } from '@reprise/api-client';
import { runState, type Run, type RunState } from '@reprise/contracts';
import { enumOf, int } from '@reprise/options';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { flag, many, one, typed, verbatim } from '../options/option.ts';
import { duration, short, shortIds } from '../output/quantities.ts';
import { printList, take } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { isEnded, outcomeText } from './run-end.ts';
import { workerNames, type WorkerNames } from './worker-names.ts';

const state = enumOf(runState.options, { description: 'only those in this state' });

/** `reprise ps` */
export const psCommand = defineCommand({
  name: 'ps',
  operands: [],
  about: 'Lists runs, the newest first: those that have not ended, or all. Wherever a run is meant, the beginning of its id will do.',
  options: {
    all: flag({ description: 'also those that have ended', aliases: ['a'] }),
    state: many('STATE', (text) => state.parse(text), { description: `only those in this state: ${runState.options.join(', ')}` }),
    name: one('NAME', verbatim, { description: 'only those of this name' }),
    label: one('KEY=VALUE', verbatim, { description: 'only those with this label' }),
    batch: one('BATCH', verbatim, { description: 'only those of a batch' }),
    limit: typed('N', int({ description: 'so many at most, default 50', min: 1, max: 100_000 })),
    quiet: flag({ description: 'only ids', aliases: ['q'] }),
    ...jsonOption,
    ...serviceOptions,
  },
  run: async ({ all, state: states, name, label, batch, limit = 50, quiet, json, data }) => {
    const service = openService({ data });
    const wanted = states.length > 0 ? states : all ? [undefined] : runState.options.filter((each) => !isEnded(each));
    const runs = await newest(service, wanted.map((each) => ({ state: each, name, label, batch })), limit);
    if (quiet) process.stdout.write(runs.map(({ id }) => `${id}\n`).join(''));
    else printList(json ? [] : columnsOf(shortIds(runs.map(({ id }) => id)), await workerNames(service)), runs, json);
    return 0;
  },
});

/** The newest of what fits any of the filters. */
async function newest(service: Service, filters: readonly { readonly state: RunState | undefined }[], limit: number): Promise<Run[]> {
  const lists = await Promise.all(filters.map((filter) => take(service.runs.list({ ...filter, limit: Math.min(limit, 1000) }), limit)));
  return lists.flat().toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
}

const columnsOf = (shown: (id: string) => string, names: WorkerNames): readonly Column<Run>[] => [
  { title: 'RUN', text: ({ id }) => shown(id) },
  { title: 'NAME', text: ({ name }) => name ?? '-' },
  { title: 'STATE', text: ({ state }) => state },
  { title: 'WORKER', text: ({ worker }) => names(worker) },
  { title: 'INSTRUCTIONS', text: ({ icount }) => short(icount), align: 'right' },
  { title: 'CONSOLE', text: ({ consoleBytes }) => short(consoleBytes, 1024), align: 'right' },
  { title: 'AGE', text: ({ createdAt }) => duration(Date.now() - Date.parse(createdAt)), align: 'right' },
  { title: 'RESULT', text: (run) => (run.end ? outcomeText(run) : '-') },
];
