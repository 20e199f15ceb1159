import { enumOf, int, OptionError } from '@reprise/options';
import type { PlantedFault } from '@reprise/replay';
import { tierNames } from '@reprise/vm';
import { flag, one, typed } from '../options/option.ts';

/** Options of commands that execute a recording. */
export const helpOption = flag({ description: 'this help', aliases: ['h'] });
export const instant = (description: string) => typed('N', int({ description, min: 0 }));
export const engineOption = typed(tierNames.join('|'), enumOf(tierNames, { description: 'how instructions are executed, default: as they were' }));
export const plantOption = one('N:REGISTER', parseFault, { description: 'plant a fault in the engine, for trying what finds it: x1..x31 of hart 0 is 0xdead before instruction N' });

/** The one operand of a command: the folder of a recording. @throws OptionError */
export function recordingOperand(command: string, [path, ...further]: readonly string[]): string {
  if (path === undefined) throw new OptionError(`the folder of a recording is missing: reprise ${command} DIR`);
  if (further[0] !== undefined) throw new OptionError(`unexpected argument '${further[0]}': there is a recording already, '${path}'`);
  return path;
}

const VALUE = 0xdeadn;

function parseFault(text: string): PlantedFault {
  const [, icount, register] = /^(\d{1,15}):x(\d{1,2})$/.exec(text) ?? [];
  if (icount === undefined || Number(register) < 1 || Number(register) > 31) throw new OptionError(`'${text}': expected N:x1 to N:x31`);
  return { icount: Number(icount), hart: 0, register: Number(register), value: VALUE };
}
