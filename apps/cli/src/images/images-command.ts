import type { Image } from '@reprise/contracts';
import { OptionError, unknownName } from '@reprise/options';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { describeFile } from '../job/file-references.ts';
import { defineCommand } from '../options/define-command.ts';
import { one, verbatim } from '../options/option.ts';
import { printJson, printList, take } from '../output/print.ts';
import { duration, short } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import { pushFile } from './push-files.ts';

const columns: readonly Column<Image>[] = [
  { title: 'DIGEST', text: ({ digest }) => digest },
  { title: 'SIZE', text: ({ bytes }) => short(bytes, 1024), align: 'right' },
  { title: 'AGE', text: ({ createdAt }) => duration(Date.now() - Date.parse(createdAt)), align: 'right' },
  { title: 'NAMES', text: ({ names }) => names.join(' ') },
];

/** `reprise images ls|push` */
export const imagesCommand = defineCommand({
  name: 'images',
  operands: ['ls|push', '[FILE]'],
  about: `images ls            lists the images of the project
images push FILE     uploads a file, unless the service has it, and prints its digest: what jobs call it`,
  options: { name: one('NAME', verbatim, { description: 'of push: a name for it, which jobs may use too' }), ...jsonOption, ...serviceOptions },
  run: async ({ name, json, data }, [what = '', file]) => {
    switch (what) {
      case 'ls':
        printList(columns, await take(openService({ data }).images.list(), Infinity), json);
        return 0;
      case 'push': {
        if (file === undefined) throw new OptionError('FILE is missing: reprise images push FILE');
        const local = await describeFile(file, (problem) => new OptionError(problem));
        const image = await pushFile(openService({ data }), local, name);
        if (json) printJson(image);
        else process.stdout.write(`${image.digest}\n`);
        return 0;
      }
      default:
        throw unknownName('command', `images ${what}`, ['images ls', 'images push']);
    }
  },
});
