import { decodeCrashRecord, describeCrash } from '@reprise/crash';
import { OptionError, unknownName } from '@reprise/options';
import { jsonOption, serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import type { Command } from '../command.ts';
import { defineCommand } from '../options/define-command.ts';
import { printJson } from '../output/print.ts';
import { onExported } from '../remote/exported.ts';
import { findCrash } from './find-crash.ts';

const show = defineCommand({
  name: 'crash show',
  operands: ['CRASH'],
  about: 'Shows what crashed: cause, registers and backtraces. CRASH is a crash of the service (reprise crashes), or the run that crashed.',
  options: { ...jsonOption, ...serviceOptions },
  run: async ({ json, data }, [reference = '']) => {
    const crash = await findCrash(openService({ data }), reference);
    if (json) printJson(crash);
    else process.stdout.write(`${describeCrash(recordOf(crash.record))}\n`);
    return 0;
  },
});

/** @throws OptionError */
function recordOf(record: Readonly<Record<string, unknown>>): ReturnType<typeof decodeCrashRecord> {
  try {
    return decodeCrashRecord(JSON.stringify(record));
  } catch (error) {
    throw new OptionError(`the record of this crash cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `reprise crash show|repro CRASH`: the record is shown as the service has it; it is reproduced here, from the recording. */
export const remoteCrashCommand: Command = async ([what = '', ...args]) => {
  if (what === 'repro') return onExported(async () => (await import('../crash/crash-command.ts')).crashCommand)([what, ...args]);
  if (what === 'show' || what.startsWith('-')) return show(what === 'show' ? args : [what]);
  throw unknownName('command', `crash ${what}`, ['crash show', 'crash repro']);
};
