import { hexOfBytes } from '@reprise/bits';
import type { Program } from '@reprise/ir';
import { Decoder, disassemble, fName, xName, type Decoded } from '@reprise/isa';
import { printRegion } from '@reprise/jit';
import type { Bisection, CompiledCause, CompiledInstruction, ExecutedInstruction, FirstDifference, PageDifference } from '@reprise/replay';
import { instructionExtensions, instructionTables, type Hart } from '@reprise/riscv';
import { grouped } from '../recording/numbers.ts';
import { valueText } from '../state/value-text.ts';

/** What the two ways of executing are called. */
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
      return `The two (${names.left}; ${names.right}) do the same, but not what was recorded.
It came about between instructions ${grouped(since.icount)} and ${grouped(at.icount)}, in segment ${segment}: ${found.divergence.message}.
What recorded it is not here to be asked for more.
`;
    }
    case 'instruction':
      return instructionText(found.difference, found.recorded, names, extensions);
  }
}

function instructionText(difference: FirstDifference, recorded: 'left' | 'right' | 'neither', names: Names, extensions: Extensions | undefined): string {
  const { icount, left, right, compiled, differences: { fields, pages } } = difference;
  const truth = recorded === 'neither' ? 'neither is what was recorded' : `${names[recorded]} is what was recorded`;
  const lines = [
    `The two differ from instruction ${grouped(icount)} on (${icount} executed are the same); ${truth}.`,
    '',
    ...columns(['', names.left, names.right]),
    ...columns(['executed', executedText(left, extensions), executedText(right, extensions)]),
    ...fields.flatMap(({ path, left: one, right: two }) => columns([path, valueText(one), valueText(two)])),
    ...pages.flatMap((page) => columns([`${page.kind} ${page.name} +0x${(page.page * 4096 + page.offset).toString(16)}`, bytesText(page, 'left'), bytesText(page, 'right')])),
    ...(compiled ? causeLines(compiled, extensions) : []),
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
  const { hart, pc } = executed;
  const decoded = decodedOf(executed, extensions);
  return `hart${hart} ${pc.toString(16)}: ${decoded ? disassemble(decoded, pc) : '(none)'}`;
}

function decodedOf({ bits }: ExecutedInstruction, extensions: Extensions | undefined): Decoded | undefined {
  const tables = extensions && instructionTables(instructionExtensions(extensions));
  return tables && bits !== 0 ? new Decoder(tables.instructions, tables.compressed).decode(bits) : undefined;
}

/** What must be compiled, and what was executed of it. */
function causeLines({ range, regions, executed }: CompiledCause, extensions: Extensions | undefined): string[] {
  return [
    '',
    `It comes with the instruction at 0x${range.last.toString(16)}: the two differ if what is here is compiled, and do not without the last of it.`,
    '',
    ...regions.map((region) => printRegion(region)),
    'What was executed of it, and the registers that it found:',
    '',
    ...executed.flatMap((each) => columns([grouped(each.icount), executedText(each, extensions), operandsText(each, decodedOf(each, extensions))])),
  ];
}

/** `a1 = 0x10, t0 = 0x2`: what an instruction reads. */
function operandsText({ x, f }: CompiledInstruction, decoded: Decoded | undefined): string {
  if (!decoded) return '';
  const read = (program: Program): string[] => program.flatMap((node) => {
    if (node.kind === 'if') return [...read(node.then), ...read(node.otherwise)];
    if (node.kind !== 'getX' && node.kind !== 'getF') return [];
    const number = decoded[node.register];
    if (node.kind === 'getX' && number === 0) return [];
    return node.kind === 'getX' ? [`${xName(number)} = ${valueText(x[number])}`] : [`${fName(number)} = ${valueText(f[number])}`];
  });
  return [...new Set(read(decoded.instruction.program))].join(', ');
}

/** Up to 8 bytes from the first that differs. */
const bytesText = ({ offset, ...page }: PageDifference, side: 'left' | 'right'): string => {
  const bytes = page[side];
  return bytes ? hexOfBytes(bytes.subarray(offset, offset + 8)) : '?';
};
