import { ByteWriter } from './byte-writer.ts';
import { Code, type UnlikelyBranch } from './code.ts';
import { controlOpcodes, valueTypes, type ValueType } from './opcodes.ts';
import { FUNCTION_REFERENCE, FUNCTION_TYPE, Section } from './sections.ts';

export interface MemoryLimits {
  /** In WebAssembly pages of 64 KiB, 0 .. 65536. */
  readonly minimum: number;
  readonly maximum: number;
  readonly shared: boolean;
}

/**
 * Builds one WebAssembly module (Core Specification §5.5). Imports come before the first defined function, because both
 * share one index space.
 */
export class ModuleBuilder {
  readonly #types: string[] = [];
  readonly #typeBytes = new ByteWriter();
  readonly #imports = new ByteWriter();
  #importCount = 0;
  #importedFunctions = 0;
  #importedGlobals = 0;
  readonly #functionTypes: number[] = [];
  readonly #bodies: Uint8Array[] = [];
  readonly #hints = new ByteWriter();
  #hintCount = 0;
  readonly #exports = new ByteWriter();
  #exportCount = 0;
  readonly #elements = new ByteWriter();
  #elementCount = 0;
  readonly #customs = new ByteWriter();

  importMemory(module: string, name: string, limits: MemoryLimits): void {
    this.#importHeader(module, name);
    this.#imports.u8(2);
    this.#imports.u8(limits.shared ? 3 : 1);
    this.#imports.unsigned(limits.minimum);
    this.#imports.unsigned(limits.maximum);
  }

  /** Table 0, of functions; at least `minimum` entries. */
  importTable(module: string, name: string, minimum: number): void {
    this.#importHeader(module, name);
    this.#imports.u8(1);
    this.#imports.u8(FUNCTION_REFERENCE);
    this.#imports.u8(0);
    this.#imports.unsigned(minimum);
  }

  /** Puts a function into table 0 when the module is instantiated. */
  element(tableIndex: number, functionIndex: number): void {
    this.#elements.u8(0); // active, for table 0
    this.#elements.u8(controlOpcodes['i32.const']);
    this.#elements.signed32(tableIndex);
    this.#elements.u8(controlOpcodes.end);
    this.#elements.unsigned(1);
    this.#elements.unsigned(functionIndex);
    this.#elementCount++;
  }

  /** Functions that `Code.tableInit` puts into table 0. Returns the segment's index. */
  elements(functionIndices: readonly number[]): number {
    this.#elements.u8(1); // passive
    this.#elements.u8(0); // functions
    this.#elements.unsigned(functionIndices.length);
    for (const index of functionIndices) this.#elements.unsigned(index);
    return this.#elementCount++;
  }

  /** A custom section (§5.5.3), behind all others: see `WebAssembly.Module.customSections`. */
  custom(name: string, content: Uint8Array): void {
    const section = new ByteWriter();
    section.name(name);
    section.bytes(content);
    this.#customs.u8(Section.custom);
    this.#customs.vector(section.finish());
  }

  /** A value that stays as it is. Returns its index, for `Code.global`. */
  importGlobal(module: string, name: string, type: ValueType): number {
    this.#importHeader(module, name);
    this.#imports.u8(3);
    this.#imports.u8(valueTypes[type]);
    this.#imports.u8(0);
    return this.#importedGlobals++;
  }

  /** Returns the function's index, for `Code.call`. */
  importFunction(module: string, name: string, parameters: readonly ValueType[], results: readonly ValueType[]): number {
    if (this.#bodies.length > 0) throw new Error(`import ${module}.${name} comes after a defined function`);
    this.#importHeader(module, name);
    this.#imports.u8(0);
    this.#imports.unsigned(this.type(parameters, results));
    return this.#importedFunctions++;
  }

  /** Defines a function, exported when it has a name; returns its index. */
  function(name: string | undefined, parameters: readonly ValueType[], results: readonly ValueType[], write: (code: Code) => void): number {
    const code = new Code(parameters.length);
    const type = this.type(parameters, results);
    write(code);
    const index = this.#importedFunctions + this.#bodies.length;
    this.#functionTypes.push(type);
    const { bytes, unlikely } = code.finish();
    this.#bodies.push(bytes);
    this.#hint(index, unlikely);
    if (name !== undefined) {
      this.#exports.name(name);
      this.#exports.u8(0);
      this.#exports.unsigned(index);
      this.#exportCount++;
    }
    return index;
  }

  build(): Uint8Array {
    const out = new ByteWriter();
    out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    section(out, Section.type, this.#types.length, this.#typeBytes.finish());
    section(out, Section.import, this.#importCount, this.#imports.finish());
    const functions = new ByteWriter();
    for (const type of this.#functionTypes) functions.unsigned(type);
    section(out, Section.function, this.#functionTypes.length, functions.finish());
    section(out, Section.export, this.#exportCount, this.#exports.finish());
    section(out, Section.element, this.#elementCount, this.#elements.finish());
    this.#buildHints(out);
    const bodies = new ByteWriter();
    for (const body of this.#bodies) bodies.vector(body);
    section(out, Section.code, this.#bodies.length, bodies.finish());
    out.bytes(this.#customs.finish());
    return out.finish();
  }

  #hint(functionIndex: number, unlikely: readonly UnlikelyBranch[]): void {
    if (unlikely.length === 0) return;
    this.#hints.unsigned(functionIndex);
    this.#hints.unsigned(unlikely.length);
    for (const offset of unlikely) {
      this.#hints.unsigned(offset);
      this.#hints.unsigned(1); // a hint is one byte
      this.#hints.u8(0);
    }
    this.#hintCount++;
  }

  /** Source: WebAssembly Branch Hinting, "Custom section metadata.code.branch_hint". It stands before the code. */
  #buildHints(out: ByteWriter): void {
    if (this.#hintCount === 0) return;
    const section = new ByteWriter();
    section.name('metadata.code.branch_hint');
    section.unsigned(this.#hintCount);
    section.bytes(this.#hints.finish());
    out.u8(Section.custom);
    out.vector(section.finish());
  }

  #importHeader(module: string, name: string): void {
    this.#imports.name(module);
    this.#imports.name(name);
    this.#importCount++;
  }

  /** The index of a function type, for `Code.callIndirect`. */
  type(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${parameters.join()}:${results.join()}`;
    const known = this.#types.indexOf(key);
    if (known >= 0) return known;
    this.#typeBytes.u8(FUNCTION_TYPE);
    for (const list of [parameters, results]) {
      this.#typeBytes.unsigned(list.length);
      for (const type of list) this.#typeBytes.u8(valueTypes[type]);
    }
    return this.#types.push(key) - 1;
  }
}

function section(out: ByteWriter, id: number, count: number, content: Uint8Array): void {
  if (count === 0) return;
  const body = new ByteWriter();
  body.unsigned(count);
  body.bytes(content);
  out.u8(id);
  out.vector(body.finish());
}
