import type { Decoded, Decoder, Instruction } from '@reprise/isa';
import { jumpsRelative, type Reach } from './emit-handler.ts';
import type { InterpreterModule } from './interpreter-module.ts';

/** Different instructions that are kept ready to be written into slots. */
const MOST = 65_536;
/** Twice as many places, so that most are found where their bits lead. */
const PLACES = 2 * MOST;
/** Words of a template: the bits of the instruction, then what follows. */
const TEMPLATE_WORDS = 8;
const HASH_FACTOR = 0x9e37_79b1; // 2^32 over the golden ratio, which spreads bits over the upper ones
/** The upper bits of the product are the place. */
const HASH_SHIFT = Math.clz32(PLACES - 1);

/** The first words of slots, by where the direct jump leads, and the other three, which are the same in all. */
const ON_PAGE = 1;
const OFF_PAGE = 2;
const SOURCES = 3;
const IMM = 4;
const REST = 5;
/** Bytes of the instruction; less than zero where control does not simply go on behind it. */
const LENGTH = 6;

/** Where registers lie: byte offsets into their file; cell 32 takes what is written to x0. */
const registerOffset = (register: number): number => register * 8;
const X0_SINK = registerOffset(32);

/** What the templates of one instruction with one length have in common. */
interface Form {
  readonly handlers: Readonly<Record<Reach, number>>;
  /** What the length in the template is multiplied with: -1 where control does not simply go on. */
  readonly sign: 1 | -1;
  /** Whether rd is an integer register, which x0 is not. */
  readonly isInteger: boolean;
}

/** Where instructions of the same bits have the same slots: most are met again and again, so that they are decoded once and then copied. */
export class SlotTemplates {
  readonly #decoder: Decoder;
  readonly #module: InterpreterModule;
  /** Whether jumps back and calls, by which loops and functions are entered, are counted. */
  readonly #counts: boolean;
  readonly #firstCount: number;
  readonly #forms: Readonly<Record<2 | 4, Map<Instruction, Form>>> = { 2: new Map(), 4: new Map() };
  /** An open hash table. Bits of 0, which are illegal, are an empty place. */
  readonly #words = new Int32Array(PLACES * TEMPLATE_WORDS);
  #count = 0;

  /** `firstCount`: visits of a slot are counted on from here, see SLOT_COUNT; undefined: nothing is counted */
  constructor(decoder: Decoder, module: InterpreterModule, firstCount: number | undefined) {
    this.#decoder = decoder;
    this.#module = module;
    this.#counts = firstCount !== undefined;
    this.#firstCount = firstCount ?? 0;
  }

  /** The place of the template for an instruction's bits, of 16-bit ones with zeros above; -1 where they are illegal. Good till the next call. */
  find(bits: number): number {
    const words = this.#words;
    let place = Math.imul(bits, HASH_FACTOR) >>> HASH_SHIFT;
    for (;;) {
      const found = words[place * TEMPLATE_WORDS];
      if (found === bits && bits !== 0) return place * TEMPLATE_WORDS;
      if (found === 0) break;
      place = (place + 1) % PLACES;
    }
    const decoded = this.#decoder.decode(bits);
    if (!decoded) return -1;
    if (this.#count >= MOST) {
      words.fill(0);
      this.#count = 0;
      return this.find(bits);
    }
    this.#count++;
    this.#fill(place * TEMPLATE_WORDS, bits, decoded);
    return place * TEMPLATE_WORDS;
  }

  /**
   * Writes a template to a slot, of which `cell` is the index in `i32`. `offset` is the instruction's in its page, `pageSize` where its jump leaves the page.
   * Returns what LENGTH says.
   */
  write(template: number, i32: Int32Array, cell: number, offset: number, pageSize: number): number {
    const words = this.#words;
    const imm = words[template + IMM] ?? 0;
    const target = offset + imm;
    i32[cell + 1] = words[template + SOURCES] ?? 0;
    i32[cell + 2] = imm;
    i32[cell + 3] = words[template + REST] ?? 0;
    i32[cell] = words[template + (target < 0 || target >= pageSize ? OFF_PAGE : ON_PAGE)] ?? 0;
    return words[template + LENGTH] ?? 0;
  }

  #fill(template: number, bits: number, { instruction, length, rd, rs1, rs2, rs3, rm, imm }: Decoded): void {
    const words = this.#words;
    const { handlers, sign, isInteger } = this.#form(instruction, length);
    const destination = (rd === 0 && isInteger ? X0_SINK : registerOffset(rd)) << 16;
    words[template] = bits;
    words[template + ON_PAGE] = (this.#counts && (imm <= 0 || rd !== 0) ? handlers.counted : handlers.near) | destination;
    words[template + OFF_PAGE] = handlers.far | destination;
    words[template + SOURCES] = registerOffset(rs1) | (registerOffset(rs2) << 16);
    words[template + IMM] = imm;
    words[template + REST] = registerOffset(rs3) | (rm << 16) | (this.#firstCount << 24);
    words[template + LENGTH] = length * sign;
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
