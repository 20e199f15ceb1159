import type { HostOffset } from '@reprise/bits';
import type { Decoded, Decoder, Instruction } from '@reprise/isa';
import type { HostMemory } from '@reprise/memory';
import { jumpsRelative, type Reach } from './emit-handler.ts';
import type { InterpreterModule } from './interpreter-module.ts';
import type { KeptCode } from './kept-code.ts';
import { HASH_FACTOR, HASH_SHIFT, MOST_TEMPLATES, TEMPLATE, TEMPLATE_BYTES, TEMPLATES_BYTES, VISITS_SHIFT } from './slots.ts';

/** Where registers lie: byte offsets into their file; cell 32 takes what is written to x0. */
const registerOffset = (register: number): number => register * 8;
const X0_SINK = registerOffset(32);

const COUNT_BYTES = 4;

/** What the templates of one instruction with one length have in common. */
interface Form {
  readonly handlers: Readonly<Record<Reach, number>>;
  /** What the length in the template is multiplied with: -1 where control does not simply go on. */
  readonly sign: 1 | -1;
  /** Whether rd is an integer register, which x0 is not. */
  readonly isInteger: boolean;
}

/**
 * Where instructions of the same bits have the same slots: most are met again and again, so that they are decoded once and then copied, by generated code
 * (see `emitWrite`). An open hash table; bits of 0, which are illegal, are an empty place.
 */
export class SlotTemplates {
  readonly #memory: HostMemory;
  /** Host offset of the table. */
  readonly offset: HostOffset;
  readonly #decoder: Decoder;
  readonly #module: InterpreterModule;
  /** Whether jumps back and calls, by which loops and functions are entered, are counted. */
  readonly #counts: boolean;
  readonly #firstCount: number;
  readonly #forms: Readonly<Record<2 | 4, Map<Instruction, Form>>> = { 2: new Map(), 4: new Map() };
  /** The index in `i32` of how many there are. */
  readonly #count: number;

  /** `firstCount`: visits of a slot are counted on from here, see VISITS_MASK; undefined: nothing is counted */
  constructor(memory: HostMemory, decoder: Decoder, module: InterpreterModule, firstCount: number | undefined, kept: KeptCode) {
    this.#memory = memory;
    this.offset = memory.allocate(TEMPLATES_BYTES + COUNT_BYTES);
    this.#count = (this.offset + TEMPLATES_BYTES) >>> 2;
    kept.table(JSON.stringify(['templates', module.key, firstCount ?? null]), memory.u8.subarray(this.offset, this.offset + TEMPLATES_BYTES + COUNT_BYTES));
    this.#decoder = decoder;
    this.#module = module;
    this.#counts = firstCount !== undefined;
    this.#firstCount = firstCount ?? 0;
  }

  /**
   * Makes the template for an instruction's bits, of 16-bit ones with zeros above. `place` is the host offset of the empty place to which they lead. Returns
   * where the template is; 0: the instruction is illegal.
   */
  fill(bits: number, place: HostOffset): HostOffset {
    const decoded = this.#decoder.decode(bits);
    if (!decoded) return 0;
    const { u8, i32 } = this.#memory;
    const count = i32[this.#count] ?? 0;
    if (count < MOST_TEMPLATES) {
      i32[this.#count] = count + 1;
      return this.#write(place, bits, decoded);
    }
    u8.fill(0, this.offset, this.offset + TEMPLATES_BYTES);
    i32[this.#count] = 1;
    return this.#write(this.offset + (Math.imul(bits, HASH_FACTOR) >>> HASH_SHIFT) * TEMPLATE_BYTES, bits, decoded);
  }

  #write(template: HostOffset, bits: number, { instruction, length, rd, rs1, rs2, rs3, rm, imm }: Decoded): HostOffset {
    const { i32 } = this.#memory;
    const { handlers, sign, isInteger } = this.#form(instruction, length);
    const destination = (rd === 0 && isInteger ? X0_SINK : registerOffset(rd)) << 16;
    const word = template >>> 2;
    i32[word + (TEMPLATE.bits >> 2)] = bits;
    i32[word + (TEMPLATE.onPage >> 2)] = (this.#counts && (imm <= 0 || rd !== 0) ? handlers.counted : handlers.near) | destination;
    i32[word + (TEMPLATE.offPage >> 2)] = handlers.far | destination;
    i32[word + (TEMPLATE.sources >> 2)] = registerOffset(rs1) | (registerOffset(rs2) << 16);
    i32[word + (TEMPLATE.imm >> 2)] = imm;
    i32[word + (TEMPLATE.rest >> 2)] = registerOffset(rs3) | ((rm | (this.#firstCount << VISITS_SHIFT)) << 16);
    i32[word + (TEMPLATE.length >> 2)] = length * sign;
    return template;
  }

  #form(instruction: Instruction, length: 2 | 4): Form {
    const forms = this.#forms[length];
    let form = forms.get(instruction);
    if (!form) {
      const jumps = jumpsRelative(instruction.program) || instruction.program.some(({ kind }) => kind === 'jump');
      form = { handlers: this.#module.handlers(instruction, length), sign: jumps ? -1 : 1, isInteger: instruction.format.syntax.startsWith('x') };
      forms.set(instruction, form);
    }
    return form;
  }
}
