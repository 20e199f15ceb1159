import type { Decoder } from '../decoder.ts';
import { onLine } from './assembly-error.ts';
import { directives } from './directives.ts';
import { Mnemonics } from './instructions.ts';
import { expandPseudo } from './pseudo.ts';
import { parseStatements, type Statement } from './statement.ts';
import { Symbols } from './symbols.ts';

export interface AssembleOptions {
  /** The instructions there are: a decoder, or the tables that it is built from. */
  readonly tables: Pick<Decoder, 'instructions' | 'compressed'>;
  /** The address of the first byte. Default 0. */
  readonly origin?: bigint;
  /** The number of a CSR by its name. */
  readonly csr?: (name: string) => number | undefined;
  /** Constants that the text may use. */
  readonly symbols?: Readonly<Record<string, bigint>>;
}

export interface Assembled {
  /** What stands from the origin on. */
  readonly bytes: Uint8Array;
  /** Labels' addresses and constants, with those given. */
  readonly symbols: ReadonlyMap<string, bigint>;
}

/**
 * Assembles instructions of the tables, common pseudo-instructions (`li`, `la`, `call`, ..) and data directives (.byte .half
 * .word .dword .ascii .asciz .zero .align .balign .equ) in the syntax of the GNU assembler. Instructions are never compressed
 * or relaxed: `c.` names stand for themselves. Throws an AssemblyError with the line's number.
 */
export function assemble(text: string, options: AssembleOptions): Uint8Array {
  return assembleWithSymbols(text, options).bytes;
}

/** `assemble`, with the addresses of the labels. */
export function assembleWithSymbols(text: string, options: AssembleOptions): Assembled {
  const assembly = new Assembly(options);
  const statements = parseStatements(text);
  assembly.pass(statements, 'layout');
  return { bytes: assembly.pass(statements, 'final'), symbols: assembly.symbols };
}

/** Two passes over the same statements: the first finds every label's address, the second knows them all. */
class Assembly {
  readonly #origin: bigint;
  readonly #mnemonics: Mnemonics;
  readonly #csr: (name: string) => number | undefined;
  readonly #symbols: Symbols;
  #pass: 'layout' | 'final' = 'layout';

  constructor({ tables, origin = 0n, csr = () => undefined, symbols = {} }: AssembleOptions) {
    this.#origin = origin;
    this.#mnemonics = new Mnemonics(tables);
    this.#csr = csr;
    this.#symbols = new Symbols(symbols);
  }

  get symbols(): ReadonlyMap<string, bigint> {
    return this.#symbols.all;
  }

  pass(statements: readonly Statement[], pass: 'layout' | 'final'): Uint8Array {
    this.#pass = pass;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (const statement of statements) {
      const chunk = onLine(statement.line, () => this.#statement(statement, this.#origin + BigInt(size)));
      chunks.push(chunk);
      size += chunk.length;
    }
    return join(chunks, size);
  }

  #statement(statement: Statement, pc: bigint): Uint8Array {
    const { name, operands } = statement;
    switch (statement.kind) {
      case 'label':
        if (this.#pass === 'layout') this.#symbols.define(name, pc);
        return NOTHING;
      case 'directive':
        return this.#directive(name, operands, pc);
      case 'instruction':
        return this.#instructions(name, operands, pc);
    }
  }

  #directive(name: string, operands: readonly string[], pc: bigint): Uint8Array {
    if (name === 'equ' || name === 'set') {
      const [symbol = '', expression = ''] = operands;
      this.#symbols.set(symbol, this.#known(expression, pc));
      return NOTHING;
    }
    const directive = directives[name];
    if (!directive) throw new Error(`no directive '.${name}'`);
    return directive(operands, { pc, value: (text) => this.#value(text, pc, 0n), known: (text) => this.#known(text, pc) });
  }

  #instructions(name: string, operands: readonly string[], pc: bigint): Uint8Array {
    const around = { pc, known: (text: string) => this.#known(text, pc), address: (text: string) => this.#value(text, pc, pc) };
    const expanded = expandPseudo(name, operands, around);
    if (!expanded) return this.#instruction(name, operands, pc);
    let at = pc;
    const chunks = parseStatements(expanded.join('\n')).map((statement) => {
      const chunk = this.#instruction(statement.name, statement.operands, at);
      at += BigInt(chunk.length);
      return chunk;
    });
    return join(chunks, Number(at - pc));
  }

  #instruction(name: string, operands: readonly string[], pc: bigint): Uint8Array {
    const length = this.#mnemonics.length(name);
    if (this.#pass === 'layout') return new Uint8Array(length);
    const word = this.#mnemonics.assemble(name, operands, { pc, value: (text) => this.#known(text, pc), csr: this.#csr });
    return Uint8Array.from({ length }, (_, byte) => word >>> (byte * 8));
  }

  #known(expression: string, pc: bigint): bigint {
    return this.#symbols.evaluate(expression, pc);
  }

  /** An expression's value; while addresses are still being found, `meanwhile`. */
  #value(expression: string, pc: bigint, meanwhile: bigint): bigint {
    return this.#pass === 'layout' ? meanwhile : this.#known(expression, pc);
  }
}

const NOTHING = new Uint8Array();

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
