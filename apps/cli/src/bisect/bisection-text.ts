import { hexOfBytes } from '@reprise/bits';
import { Decoder, disassemble } from '@reprise/isa';
import type { Bisection, ExecutedInstruction, FirstDifference, PageDifference } from '@reprise/replay';
import { instructionExtensions, instructionTables, type Hart } from '@reprise/riscv';
import { grouped } from '../recording/numbers.ts';
import { valueText } from '../state/value-text.ts';

/** What the two engines are called. */
export interface Names {
  readonly left: string;
  readonly right: string;
}

type Extensions = Hart['configuration']['extensions'];

/** What a bisection came to, for a person. */
export function bisectionText(found: Bisection, names: Names, extensions: Extensions | undefined): string {
  switch (found.kind) {
    case 'same':
      return `Nothing differs: on ${names.left} and on ${names.right} it is the run that was recorded.\n`;
    case 'recording': {
      const { since, at, segment } = found.divergence;
      return `The two engines (${names.left}; ${names.right}) do the same, but not what was recorded.
It came about between instructions ${grouped(since.icount)} and ${grouped(at.icount)}, in segment ${segment}: ${found.divergence.message}.
The engine that recorded it is not here to be asked for more.
`;
    }
    case 'instruction':
      return instructionText(found.difference, found.recorded, names, extensions);
  }
}

function instructionText(difference: FirstDifference, recorded: 'left' | 'right' | 'neither', names: Names, extensions: Extensions | undefined): string {
  const { icount, left, right, differences: { fields, pages } } = difference;
  const truth = recorded === 'neither' ? 'neither is what was recorded' : `${names[recorded]} is what was recorded`;
  const lines = [
    `The two differ from instruction ${grouped(icount)} on (${icount} executed are the same); ${truth}.`,
    '',
    ...columns(['', names.left, names.right]),
    ...columns(['executed', executedText(left, extensions), executedText(right, extensions)]),
    ...fields.flatMap(({ path, left: one, right: two }) => columns([path, valueText(one), valueText(two)])),
    ...pages.flatMap((page) => columns([`${page.kind} ${page.name} +0x${(page.page * 4096 + page.offset).toString(16)}`, bytesText(page, 'left'), bytesText(page, 'right')])),
  ];
  return `${lines.join('\n')}\n`;
}

const NAME_COLUMN = 46;
const VALUE_COLUMN = 40;

/** A row; a name that is too long has a line of its own. */
function columns([name, left, right]: readonly [string, string, string]): string[] {
  const values = `${left.padEnd(VALUE_COLUMN)}  ${right}`.trimEnd();
  return name.length < NAME_COLUMN ? [`${name.padEnd(NAME_COLUMN)}${values}`] : [name, `${' '.repeat(NAME_COLUMN)}${values}`];
}

function executedText(executed: ExecutedInstruction | null, extensions: Extensions | undefined): string {
  if (!executed) return 'nothing';
  const { hart, pc, bits } = executed;
  const tables = extensions && instructionTables(instructionExtensions(extensions));
  const decoded = tables && bits !== 0 ? new Decoder(tables.instructions, tables.compressed).decode(bits) : undefined;
  return `hart${hart} ${pc.toString(16)}: ${decoded ? disassemble(decoded, pc) : '(none)'}`;
}

/** Up to 8 bytes from the first that differs. */
const bytesText = ({ offset, ...page }: PageDifference, side: 'left' | 'right'): string => {
  const bytes = page[side];
  return bytes ? hexOfBytes(bytes.subarray(offset, offset + 8)) : '?';
};
