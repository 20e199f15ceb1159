import { OutputFile } from '@reprise/vm-host';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { one, verbatim } from '../options/option.ts';
import { printList, take } from '../output/print.ts';
import { short } from '../output/quantities.ts';

/** `reprise artefacts` */
export const artefactsCommand = defineCommand({
  name: 'artefacts',
  operands: ['RUN', '[NAME]'],
  about: 'Lists the files that a guest has handed out at its end; with NAME, prints one, or writes it to a file.',
  options: { output: one('FILE', verbatim, { description: 'where to write it; default: stdout', aliases: ['o'] }), ...jsonOption, ...serviceOptions },
  run: async ({ output, json, data }, [id = '', name]) => {
    const { runs } = openService({ data });
    if (name === undefined) {
      printList([
        { title: 'NAME', text: ({ name }) => name },
        { title: 'SIZE', text: ({ bytes }) => short(bytes, 1024), align: 'right' },
        { title: 'SHA-256', text: ({ sha256 }) => sha256 },
      ], await take(runs.artefacts(id), Infinity), json);
      return 0;
    }
    const bytes = await runs.artefact(id, name);
    if (output === undefined) {
      process.stdout.write(bytes);
      return 0;
    }
    using file = OutputFile.create(`'${output}'`, output);
    file.commit(bytes);
    return 0;
  },
});
