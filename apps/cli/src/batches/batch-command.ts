import type { Batch } from '@reprise/contracts';
import { enumOf, OptionError, unknownName } from '@reprise/options';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { pushFiles } from '../images/push-files.ts';
import { readBatch } from '../job/read-job.ts';
import { parseSetting } from '../job/settings.ts';
import { defineCommand } from '../options/define-command.ts';
import { flag, many, typed } from '../options/option.ts';
import { printJson, printList, take } from '../output/print.ts';
import { duration } from '../output/quantities.ts';
import { fields, type Column } from '../output/table.ts';
import { awaitBatch } from './await-batch.ts';
import { batchText, batchStatus, resultColumns } from './batch-text.ts';

const WORDS = ['submit', 'show', 'results', 'ls'];

/** `reprise batch submit|show|results|ls` */
export const batchCommand = defineCommand({
  name: 'batch',
  operands: [WORDS.join('|'), '[FILE|BATCH]'],
  about: `batch submit FILE      gives the service a batch: a job for every combination of a matrix (examples/batch.yaml), or forks of one boot (examples/fork-many.yaml)
batch show BATCH       how many of its runs are in which state
batch results BATCH    what its runs came to, a row each
batch ls               batches of the project`,
  options: {
    follow: flag({ description: 'of submit and results: wait until all runs have ended, then print what they came to', aliases: ['f'] }),
    set: many('KEY=VALUE', parseSetting, { description: 'of submit: a value that takes the place of the one in FILE, such as job.machine.memory=1G' }),
    format: typed('table|json|csv|junit', enumOf(['table', 'json', 'csv', 'junit'], { description: 'of results, default table' })),
    ...jsonOption,
    ...serviceOptions,
  },
  exits: '0; with --follow, and of results: 1 if a run did not succeed.',
  run: async ({ follow, set, format, json, data }, [what = '', operand]) => {
    if (!WORDS.includes(what)) throw unknownName('command', `batch ${what}`, WORDS.map((word) => `batch ${word}`));
    const asked = format ?? (json ? 'json' : 'table');
    if (what === 'ls') {
      printList(columns, await take(openService({ data }).batches(), Infinity), json);
      return 0;
    }
    if (operand === undefined) throw new OptionError(`${what === 'submit' ? 'FILE' : 'BATCH'} is missing: reprise batch ${what} ${what === 'submit' ? 'FILE' : 'BATCH'}`);
    if (what === 'submit') {
      const { specification, files } = await readBatch(operand, set);
      const service = openService({ data });
      await pushFiles(service, files);
      const batch = await service.createBatch(specification);
      if (!follow && json) printJson(batch);
      else process.stdout.write(`${batch.id}\n`);
      return follow ? results(batch.id, asked, true, data) : 0;
    }
    if (what === 'results') return results(operand, asked, follow, data);
    const batch = await openService({ data }).batch(operand);
    if (json) printJson(batch);
    else process.stdout.write(fields(batchText(batch)));
    return 0;
  },
});

async function results(id: string, format: 'table' | 'json' | 'csv' | 'junit', follow: boolean, data: string | undefined): Promise<number> {
  const service = openService({ data });
  if (follow) await awaitBatch(service, id);
  const rows = await take(service.batchResults(id), Infinity);
  if (format === 'csv' || format === 'junit') process.stdout.write(await service.batchDocument(id, format));
  else printList(resultColumns(rows), rows, format === 'json');
  return batchStatus(rows);
}

const columns: readonly Column<Batch>[] = [
  { title: 'BATCH', text: ({ id }) => id },
  { title: 'NAME', text: ({ name }) => name ?? '-' },
  { title: 'STATE', text: ({ state }) => state },
  { title: 'AGE', text: ({ createdAt }) => duration(Date.now() - Date.parse(createdAt)), align: 'right' },
];
