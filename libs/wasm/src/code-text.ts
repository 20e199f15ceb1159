import type { ByteReader } from './byte-reader.ts';
import { controlOpcodes, EMPTY_BLOCK, EXTENDED_PREFIX, memoryOpcodes, opcodes, saturatingOpcodes, TABLE_INIT, valueTypes, type ControlOpcodeName, type ValueType } from './opcodes.ts';

const namesOf = <T extends string>(codes: Readonly<Record<T, number>>): ReadonlyMap<number, T> =>
  new Map(Object.entries(codes).map(([name, code]) => [code as number, name as T])); // what the record says of both

const plainNames = namesOf(opcodes);
const controlNames = namesOf(controlOpcodes);
const typeNames = namesOf(valueTypes);
const accesses = new Map<number, { readonly name: string; readonly align: number }>(Object.entries(memoryOpcodes).map(([name, { code, align }]) => [code, { name, align }] as const));

/** What leaves nothing to go on with, and so ends a line. */
const ENDS_LINE = /^(?:local\.set|br|br_if|br_table|return|return_call_indirect|unreachable|drop|[if](?:32|64)\.store\d*)\b/;
const INDENT = '  ';
/** Of a block's type: from here on a byte is a value's type or none, below it a function type's index (§5.4.1). */
const FIRST_NEGATIVE = 0x40;

export function valueTypeName(code: number): ValueType {
  const name = typeNames.get(code);
  if (!name) throw new RangeError(`no value type ${code}`);
  return name;
}

/** The lines of a function's body (§5.5.13): its locals, then its instructions up to its `end`. @throws RangeError for what Code does not write */
export function bodyLines(reader: ByteReader): string[] {
  const locals = reader.list(() => {
    const count = reader.unsigned();
    const type = valueTypeName(reader.u8());
    return Array.from({ length: count }, () => type);
  }).flat();
  const text = new CodeText(reader).lines();
  return locals.length > 0 ? [`(local ${locals.join(' ')})`, ...text] : text;
}

/** Instructions as text, indented as they are nested; those that leave their operands to the next share its line. */
class CodeText {
  readonly #reader: ByteReader;
  readonly #lines: string[] = [];
  #line: string[] = [];
  #depth = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  lines(): string[] {
    while (this.#instruction());
    return this.#lines;
  }

  /** False at the function's end. */
  #instruction(): boolean {
    const code = this.#reader.u8();
    const control = controlNames.get(code);
    if (!control) this.#say(this.#plain(code));
    else if (control === 'end') return this.#end();
    else this.#control(control);
    return true;
  }

  #end(): boolean {
    this.#flush();
    if (this.#depth === 0) return false;
    this.#depth--;
    this.#lineOf('end');
    return true;
  }

  #control(name: Exclude<ControlOpcodeName, 'end'>): void {
    const reader = this.#reader;
    switch (name) {
      case 'block':
      case 'loop':
      case 'if':
        return this.#open(name);
      case 'else':
        this.#flush();
        this.#depth--;
        this.#lineOf(name);
        this.#depth++;
        return;
      case 'br':
      case 'br_if':
        return this.#say(`${name} ${this.#label()}`);
      case 'br_table':
        return this.#say([name, ...reader.list(() => this.#label()), this.#label()].join(' '));
      case 'call_indirect':
      case 'return_call_indirect': {
        const type = reader.unsigned();
        if (reader.u8() !== 0) throw new RangeError('a call through another table than 0');
        return this.#say(`${name} (type ${type})`);
      }
      case 'call':
      case 'local.get':
      case 'local.set':
      case 'local.tee':
      case 'global.get':
        return this.#say(`${name} ${reader.unsigned()}`);
      case 'i32.const':
      case 'i64.const':
        return this.#say(`${name} ${reader.signed64()}`);
      case 'f64.const':
        return this.#say(`${name} ${doubleText(reader.double())}`);
    }
  }

  /** Opens a block with a label, which is named by how deep it is. */
  #open(name: 'block' | 'loop' | 'if'): void {
    const type = this.#reader.u8();
    this.#depth++;
    this.#line.push(`${name} $${this.#depth}${type === EMPTY_BLOCK ? '' : type < FIRST_NEGATIVE ? ` (type ${type})` : ` (result ${valueTypeName(type)})`}`);
    this.#depth--;
    this.#flush();
    this.#depth++;
  }

  #plain(code: number): string {
    if (code === EXTENDED_PREFIX) return this.#extended(this.#reader.unsigned());
    const access = accesses.get(code);
    const name = access?.name ?? plainNames.get(code);
    if (name === undefined) noInstruction(code);
    return access ? `${name}${this.#place(access.align)}` : name;
  }

  #extended(number: number): string {
    if (number !== TABLE_INIT) return saturatingOpcodes[number] ?? noInstruction(number);
    const segment = this.#reader.unsigned();
    return `table.init ${this.#reader.unsigned()} ${segment}`;
  }

  /** Where a load or store is, and how it is aligned, as far as that does not go without saying. */
  #place(natural: number): string {
    const align = this.#reader.unsigned();
    const offset = this.#reader.unsigned();
    return `${offset === 0 ? '' : ` offset=${offset}`}${align === natural ? '' : ` align=${2 ** align}`}`;
  }

  #label(): string {
    return `$${this.#depth - this.#reader.unsigned()}`;
  }

  #say(text: string): void {
    this.#line.push(text);
    if (ENDS_LINE.test(text)) this.#flush();
  }

  #flush(): void {
    if (this.#line.length > 0) this.#lineOf(this.#line.join('  '));
    this.#line = [];
  }

  #lineOf(text: string): void {
    this.#lines.push(INDENT.repeat(this.#depth) + text);
  }
}

function noInstruction(code: number): never {
  throw new RangeError(`no instruction 0x${code.toString(16)}`);
}

const MANTISSA = (1n << 52n) - 1n;

/** A double such that it is read back to the bit. */
function doubleText(bits: bigint): string {
  const value = new DataView(BigUint64Array.of(bits).buffer).getFloat64(0, true);
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  const sign = bits >> 63n === 0n ? '' : '-';
  return Number.isNaN(value) ? `${sign}nan:0x${(bits & MANTISSA).toString(16)}` : `${sign}inf`;
}
