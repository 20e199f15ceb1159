import { role, type ApiKey, type Worker } from '@reprise/contracts';
import { enumOf, OptionError, unknownName } from '@reprise/options';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand, type DefinedCommand } from '../options/define-command.ts';
import { flag, one, typed, verbatim } from '../options/option.ts';
import { printJson, printList, take } from '../output/print.ts';
import { duration, short } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import { grouped } from '../recording/numbers.ts';

const ago = (time: string): string => duration(Date.now() - Date.parse(time));

const workerColumns: readonly Column<Worker>[] = [
  { title: 'WORKER', text: ({ name }) => name },
  { title: 'STATE', text: ({ state }) => state },
  { title: 'IN USE', text: ({ slots, freeSlots }) => `${slots - freeSlots} of ${slots}`, align: 'right' },
  { title: 'SEEN', text: ({ seenAt }) => ago(seenAt), align: 'right' },
  { title: 'HOST', text: ({ host }) => host },
  { title: 'ID', text: ({ id }) => id },
];

export const workersCommand: DefinedCommand = defineCommand({
  name: 'workers',
  operands: [],
  about: 'Lists the workers, and what they have to do.',
  options: { ...jsonOption, ...serviceOptions },
  run: async ({ json, data }) => {
    printList(workerColumns, await take(openService({ data }).workers(), Infinity), json);
    return 0;
  },
});

export const drainCommand: DefinedCommand = defineCommand({
  name: 'drain',
  operands: ['WORKER'],
  about: 'Has a worker give its runs away, stored, and take no new ones: others go on with them. The worker can then be stopped without loss, as it does itself at SIGTERM.',
  options: { off: flag({ description: 'it takes runs again' }), ...jsonOption, ...serviceOptions },
  run: async ({ off, json, data }, [name = '']) => {
    const worker = await openService({ data }).drain(name, !off);
    if (json) printJson(worker);
    else process.stdout.write(`${worker.name} ${off ? 'takes runs again' : 'gives its runs away'}\n`);
    return 0;
  },
});

export const gcCommand: DefinedCommand = defineCommand({
  name: 'gc',
  operands: [],
  about: 'Finds objects of the store that no run, snapshot or image needs. They are put aside at first, and deleted by a later collection, after a day.',
  options: { 'dry-run': flag({ description: 'only say what would be put aside' }), ...jsonOption, ...serviceOptions },
  run: async ({ 'dry-run': isDry, json, data }) => {
    const found = await openService({ data }).collect(isDry);
    if (json) printJson(found);
    else process.stdout.write(`${grouped(found.objects)} objects without use, ${short(found.bytes, 1024)}B${isDry ? '' : ', put aside'}; ${grouped(found.deleted)} deleted; ${grouped(found.kept)} in use\n`);
    return 0;
  },
});

const keyColumns: readonly Column<ApiKey>[] = [
  { title: 'KEY', text: ({ id }) => id },
  { title: 'NAME', text: ({ name }) => name },
  { title: 'PROJECT', text: ({ project }) => project },
  { title: 'ROLE', text: ({ role }) => role },
  { title: 'AGE', text: ({ createdAt }) => ago(createdAt), align: 'right' },
  { title: 'REVOKED', text: ({ revokedAt }) => (revokedAt === null ? '-' : ago(revokedAt)), align: 'right' },
];

const KEY_WORDS = ['ls', 'create', 'revoke'];

export const keysCommand: DefinedCommand = defineCommand({
  name: 'keys',
  operands: [KEY_WORDS.join('|'), '[NAME|KEY]'],
  about: `keys ls              lists the API keys of the project
keys create NAME     makes one, and prints its secret, which is shown this once: others set it as REPRISE_KEY
keys revoke KEY      from now on it opens nothing`,
  options: {
    role: typed('ROLE', enumOf(role.options, { description: 'of create: viewer (reads), operator (also makes and commands; default), admin (also the house)', default: 'operator' })),
    project: one('PROJECT', verbatim, { description: 'of create: default that of the key in use' }),
    ...jsonOption,
    ...serviceOptions,
  },
  run: async ({ role = 'operator', project, json, data }, [what = '', operand]) => {
    if (!KEY_WORDS.includes(what)) throw unknownName('command', `keys ${what}`, KEY_WORDS.map((word) => `keys ${word}`));
    const service = openService({ data });
    if (what === 'ls') {
      printList(keyColumns, await take(service.keys(), Infinity), json);
      return 0;
    }
    if (operand === undefined) throw new OptionError(`${what === 'create' ? 'NAME' : 'KEY'} is missing: reprise keys ${what} ${what === 'create' ? 'NAME' : 'KEY'}`);
    if (what === 'revoke') {
      await service.revokeKey(operand);
      return 0;
    }
    const created = await service.createKey({ role, name: operand, ...(project !== undefined && { project }) });
    if (json) printJson(created);
    else process.stdout.write(`${created.secret}\n`);
    return 0;
  },
});
