import { ByteReader } from './byte-reader.ts';
import { bodyLines, valueTypeName } from './code-text.ts';
import { controlOpcodes } from './opcodes.ts';
import { FUNCTION_REFERENCE, FUNCTION_TYPE, Section } from './sections.ts';

const HEADER_BYTES = 8;

/**
 * A module in WebAssembly's text format (§6), for tests and for people: what assembles to the same module again, but for the hints about branches. Labels are named by how deep
 * they are; instructions that leave their operands to the next share its line.
 * @throws RangeError for what ModuleBuilder does not write
 */
export function printModule(bytes: Uint8Array): string {
  return new ModuleText(bytes).text();
}

class ModuleText {
  readonly #sections = new Map<number, ByteReader>();
  #functions = 0;

  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes, HEADER_BYTES);
    while (!reader.isAtEnd) {
      const id = reader.u8();
      this.#sections.set(id, reader.vector());
    }
  }

  text(): string {
    const fields = [
      ...this.#each('type', (reader, index) => `(type (;${index};) (func${functionType(reader)}))`),
      ...this.#each('import', (reader) => this.#import(reader)),
      ...this.#bodies(),
      ...this.#each('export', exported),
      ...this.#each('element', element),
    ];
    return `(module\n${fields.flatMap((field) => field.split('\n')).map((line) => `  ${line}\n`).join('')})\n`;
  }

  #each(section: keyof typeof Section, print: (reader: ByteReader, index: number) => string): string[] {
    return this.#sections.get(Section[section])?.list(print) ?? [];
  }

  #import(reader: ByteReader): string {
    const from = `${JSON.stringify(reader.name())} ${JSON.stringify(reader.name())}`;
    const kind = reader.u8();
    switch (kind) {
      case 0:
        return `(import ${from} (func (;${this.#functions++};) (type ${reader.unsigned()})))`;
      case 1: {
        if (reader.u8() !== FUNCTION_REFERENCE || reader.u8() !== 0) throw new RangeError(`${from}: not a table of functions without a maximum`);
        return `(import ${from} (table ${reader.unsigned()} funcref))`;
      }
      case 2: {
        const shared = reader.u8() === 3;
        return `(import ${from} (memory ${reader.unsigned()} ${reader.unsigned()}${shared ? ' shared' : ''}))`;
      }
      case 3: {
        const type = valueTypeName(reader.u8());
        if (reader.u8() !== 0) throw new RangeError(`${from}: a global that can be set`);
        return `(import ${from} (global ${type}))`;
      }
      default:
        throw new RangeError(`${from}: no import of kind ${kind}`);
    }
  }

  #bodies(): string[] {
    const types = this.#each('function', (reader) => `(type ${reader.unsigned()})`);
    return this.#each('code', (reader, index) => {
      const lines = bodyLines(reader.vector()).map((line) => `  ${line}\n`);
      return `(func (;${this.#functions + index};) ${types[index] ?? ''}\n${lines.join('')})`;
    });
  }
}

function functionType(reader: ByteReader): string {
  if (reader.u8() !== FUNCTION_TYPE) throw new RangeError('a type that is none of a function');
  const types = (): string[] => reader.list(() => valueTypeName(reader.u8()));
  const part = (name: string, of: readonly string[]): string => (of.length > 0 ? ` (${name} ${of.join(' ')})` : '');
  return part('param', types()) + part('result', types());
}

function exported(reader: ByteReader): string {
  const name = JSON.stringify(reader.name());
  if (reader.u8() !== 0) throw new RangeError(`${name}: an export that is no function`);
  return `(export ${name} (func ${reader.unsigned()}))`;
}

/** Functions that are put into table 0, as ModuleBuilder.element and .elements have it. */
function element(reader: ByteReader): string {
  const isPassive = reader.u8() === 1;
  const first = reader.u8();
  if (isPassive) return `(elem func ${reader.list(() => reader.unsigned()).join(' ')})`;
  if (first !== controlOpcodes['i32.const']) throw new RangeError('elements that are not put into table 0 at a constant');
  const at = reader.signed32();
  if (reader.u8() !== controlOpcodes.end) throw new RangeError('elements that are not put at a constant');
  return `(elem (i32.const ${at}) func ${reader.list(() => reader.unsigned()).join(' ')})`;
}
