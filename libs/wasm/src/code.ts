import { ByteWriter } from './byte-writer.ts';
import { controlOpcodes, EMPTY_BLOCK, EXTENDED_PREFIX, memoryOpcodes, opcodes, TABLE_INIT, valueTypes, type ControlOpcodeName, type MemoryOpcodeName, type OpcodeName, type ValueType } from './opcodes.ts';

/** A branch target: counted from the outside, so that it stays the same as blocks open inside it. */
export type Label = number & { readonly label: unique symbol };

export type Local = number & { readonly local: unique symbol };

/** A branch that is seldom taken, by the offset of its instruction in the body of its function. */
export type UnlikelyBranch = number;

export interface FunctionBody {
  /** Locals, instructions, end (§5.5.13). */
  readonly bytes: Uint8Array;
  readonly unlikely: readonly UnlikelyBranch[];
}

/** The body of one function, written instruction by instruction. Operands are on WebAssembly's stack as usual. */
export class Code {
  readonly #out = new ByteWriter();
  readonly #locals: ValueType[] = [];
  readonly #parameters: number;
  readonly #unlikely: number[] = [];
  #depth = 0;

  constructor(parameters: number) {
    this.#parameters = parameters;
  }

  /** A new local variable, zero at entry. */
  readonly local = (type: ValueType): Local => {
    this.#locals.push(type);
    return (this.#parameters + this.#locals.length - 1) as Local; // this is where such numbers are made
  };

  parameter(index: number): Local {
    return index as Local; // the same numbers: parameters come first
  }

  op(name: OpcodeName, ...more: OpcodeName[]): this {
    this.#out.u8(opcodes[name]);
    if (more.length > 0) for (const other of more) this.#out.u8(opcodes[other]);
    return this;
  }

  /** `i64.trunc_sat_f64_s` and its kin (prefix 0xfc, §5.4.7): 0 .. 7. */
  truncSat(code: number): this {
    this.#out.u8(EXTENDED_PREFIX);
    this.#out.unsigned(code);
    return this;
  }

  i32(value: number): this {
    this.#out.u8(controlOpcodes['i32.const']);
    this.#out.signed32(value);
    return this;
  }

  /** A number is an integer of 32 bits, signed. */
  i64(value: bigint | number): this {
    this.#out.u8(controlOpcodes['i64.const']);
    if (typeof value === 'number') this.#out.signed32(value);
    else this.#out.signed64(value);
    return this;
  }

  f64(value: number): this {
    this.#out.u8(controlOpcodes['f64.const']);
    this.#out.double(value);
    return this;
  }

  get(local: Local): this {
    return this.#indexed('local.get', local);
  }

  set(local: Local): this {
    return this.#indexed('local.set', local);
  }

  tee(local: Local): this {
    return this.#indexed('local.tee', local);
  }

  /** A global, by its index (`ModuleBuilder.importGlobal`). */
  global(index: number): this {
    return this.#indexed('global.get', index);
  }

  /** A load or store at the address on the stack plus `offset` bytes; alignment is only a hint. */
  memory(name: MemoryOpcodeName, offset = 0): this {
    const opcode = memoryOpcodes[name];
    this.#out.u8(opcode.code);
    this.#out.u8(opcode.align);
    this.#out.unsigned(offset);
    return this;
  }

  call(functionIndex: number): this {
    return this.#indexed('call', functionIndex);
  }

  /** Calls what the table 0 holds at the index on the stack; it must have the type with that index (`ModuleBuilder.type`). */
  callIndirect(typeIndex: number): this {
    this.#indexed('call_indirect', typeIndex).#out.u8(0);
    return this;
  }

  /** The same as the last thing that this function does: its frame has gone by then. */
  returnCallIndirect(typeIndex: number): this {
    this.#indexed('return_call_indirect', typeIndex).#out.u8(0);
    return this;
  }

  /** The next instruction, an `if` or `br_if`, will seldom find that its condition holds (WebAssembly Branch Hinting). */
  unlikely(): this {
    this.#unlikely.push(this.#out.length);
    return this;
  }

  /** Copies functions of a segment (`ModuleBuilder.elements`) to table 0: on the stack are where to, where from, and how many (§5.4.3). */
  tableInit(segment: number): this {
    this.#out.u8(EXTENDED_PREFIX);
    this.#out.unsigned(TABLE_INIT);
    this.#out.unsigned(segment);
    this.#out.u8(0);
    return this;
  }

  /** Runs `body` inside a block; a branch to the label leaves it. `result` is what it leaves: a value, or those of a type's index (`ModuleBuilder.type`). */
  block(body: (label: Label) => void, result?: ValueType | number): this {
    return this.#nested('block', body, result);
  }

  /** Runs `body` inside a loop; a branch to the label starts it again. */
  loop(body: (label: Label) => void, result?: ValueType): this {
    return this.#nested('loop', body, result);
  }

  /** Takes an i32 condition off the stack. */
  if(then: (label: Label) => void, otherwise?: () => void, result?: ValueType): this {
    return this.#nested('if', (label) => {
      then(label);
      if (otherwise) {
        this.#out.u8(controlOpcodes.else);
        otherwise();
      }
    }, result);
  }

  br(label: Label): this {
    return this.#indexed('br', this.#relative(label));
  }

  brIf(label: Label): this {
    return this.#indexed('br_if', this.#relative(label));
  }

  brTable(labels: readonly Label[], otherwise: Label): this {
    this.#out.u8(controlOpcodes.br_table);
    this.#out.unsigned(labels.length);
    for (const label of labels) this.#out.unsigned(this.#relative(label));
    this.#out.unsigned(this.#relative(otherwise));
    return this;
  }

  finish(): FunctionBody {
    const body = new ByteWriter();
    body.unsigned(this.#locals.length);
    for (const type of this.#locals) {
      body.unsigned(1);
      body.u8(valueTypes[type]);
    }
    const start = body.length;
    body.bytes(this.#out.finish());
    body.u8(controlOpcodes.end);
    return { bytes: body.finish(), unlikely: this.#unlikely.map((offset) => start + offset) };
  }

  #nested(name: 'block' | 'loop' | 'if', body: (label: Label) => void, result: ValueType | number | undefined): this {
    this.#out.u8(controlOpcodes[name]);
    if (typeof result === 'number') this.#out.signed32(result); // a type's index, as a signed number (§5.4.1)
    else this.#out.u8(result ? valueTypes[result] : EMPTY_BLOCK);
    this.#depth++;
    body(this.#depth as Label); // this is where such numbers are made
    this.#depth--;
    this.#out.u8(controlOpcodes.end);
    return this;
  }

  #relative(label: Label): number {
    return this.#depth - label;
  }

  #indexed(name: ControlOpcodeName, index: number): this {
    this.#out.u8(controlOpcodes[name]);
    this.#out.unsigned(index);
    return this;
  }
}
