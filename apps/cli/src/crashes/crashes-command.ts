import type { Crash, CrashGroup } from '@reprise/contracts';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { flag, one, verbatim } from '../options/option.ts';
import { printList, take } from '../output/print.ts';
import { duration, short, shortId } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';

const ago = (time: string): string => duration(Date.now() - Date.parse(time));

const groupColumns: readonly Column<CrashGroup>[] = [
  { title: 'SIGNATURE', text: ({ signature }) => signature },
  { title: 'CRASHES', text: ({ count }) => String(count), align: 'right' },
  { title: 'LAST', text: ({ lastAt }) => ago(lastAt), align: 'right' },
  { title: 'LAST CRASH', text: ({ last }) => last },
  { title: 'TITLE', text: ({ title }) => title },
];

const columns: readonly Column<Crash>[] = [
  { title: 'CRASH', text: ({ id }) => id },
  { title: 'RUN', text: ({ run }) => shortId(run) },
  { title: 'INSTRUCTION', text: ({ icount }) => short(icount), align: 'right' },
  { title: 'AGE', text: ({ createdAt }) => ago(createdAt), align: 'right' },
  { title: 'TITLE', text: ({ title }) => title },
];

/** `reprise crashes` */
export const crashesCommand = defineCommand({
  name: 'crashes',
  operands: ['[SIGNATURE]'],
  about: `Lists crashes by what caused them, those seen last first; or, of one cause, each. reprise crash show CRASH shows registers and backtraces,
reprise repro CRASH executes it again.`,
  options: {
    all: flag({ description: 'each crash', aliases: ['a'] }),
    run: one('RUN', verbatim, { description: 'those of a run' }),
    ...jsonOption,
    ...serviceOptions,
  },
  run: async ({ all, run, json, data }, [signature]) => {
    const service = openService({ data });
    if (!all && run === undefined && signature === undefined) printList(groupColumns, await take(service.crashGroups(), Infinity), json);
    else printList(columns, await take(service.crashes({ signature, run: run === undefined ? undefined : (await service.runs.get(run)).id }), Infinity), json);
    return 0;
  },
});
