import type { Decoder } from '../decoder.ts';
import { encode } from '../encode.ts';
import type { Compressed, Instruction, Operands } from '../instruction.ts';
import { DYNAMIC, operandKind, type Scope } from '../operand-kinds.ts';

type Row = Instruction | Compressed;

/** The rows of a CPU by name, which turn mnemonics and operands into words. */
export class Mnemonics {
  readonly #rows: ReadonlyMap<string, Row>;

  constructor({ instructions, compressed }: Pick<Decoder, 'instructions' | 'compressed'>) {
    this.#rows = new Map([...instructions, ...compressed].map((row) => [row.name, row]));
  }

  /** The length in bytes of the instruction with this name; throws when there is none. */
  length(name: string): 2 | 4 {
    return this.#find(name).row.length;
  }

  /** The word of an instruction; throws an Error saying what is wrong. */
  assemble(name: string, texts: readonly string[], scope: Scope): number {
    const { row, ordering } = this.#find(name);
    const operands = parseOperands(row, texts, scope);
    return (encode(row, operands) | ordering) >>> 0;
  }

  #find(name: string): { row: Row; ordering: number } {
    const row = this.#rows.get(name);
    if (row) return { row, ordering: 0 };
    const ordered = ORDERING.exec(name);
    const plain = ordered && this.#rows.get(ordered[1] ?? '');
    if (plain?.extension === 'A') return { row: plain, ordering: ORDERING_BITS[ordered?.[2] ?? ''] ?? 0 };
    throw new Error(`no instruction '${name}'`);
  }
}

/** The aq and rl bits of atomics, which only assembly text shows. */
const ORDERING = /^(.*)\.(aq|rl|aqrl)$/;
const ORDERING_BITS: Readonly<Record<string, number>> = { aq: 1 << 26, rl: 1 << 25, aqrl: 3 << 25 };

function parseOperands(row: Row, given: readonly string[], scope: Scope): Partial<Operands> {
  const { syntax } = row.format;
  const patterns = syntax === '' ? [] : syntax.split(', ');
  const texts = patterns.at(-1) === 'rm' && given.length === patterns.length - 1 ? [...given, 'dyn'] : given;
  if (texts.length !== patterns.length) throw new Error(`${row.name} takes ${syntax === '' ? 'no operands' : `'${syntax}'`}`);
  const parts = patterns.flatMap((pattern, i) => parseOperand(row, pattern, texts[i] ?? '', scope));
  return parts.reduce((all, part) => ({ ...all, ...part, imm: (all.imm ?? 0) | (part.imm ?? 0) }), { rm: DYNAMIC });
}

/** One operand: a plain one, or an offset with its base register in parentheses. */
function parseOperand(row: Row, pattern: string, text: string, scope: Scope): Partial<Operands>[] {
  const shape = BASE.exec(pattern);
  if (!shape) return [operandKind(pattern).parse(text, scope)];
  const [, offset = '', base = ''] = shape;
  const [, offsetText = '', baseText = ''] = BASE.exec(text) ?? [];
  if (baseText === '') throw new Error(`'${text}' is not of the form '${pattern}', as ${row.name} takes it`);
  const parsedBase = operandKind(base).parse(baseText.trim(), scope);
  return offset === '' || offsetText.trim() === '' ? [parsedBase] : [operandKind(offset).parse(offsetText, scope), parsedBase];
}

const BASE = /^(.*)\(([^()]*)\)$/;
