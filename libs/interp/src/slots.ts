/**
 * A decoded instruction as the interpreter reads it: one slot of 16 bytes for each 2 bytes of a code page, so that a slot's
 * place gives the instruction's address and a jump within the page is an addition.
 *
 *   0 u16 handler   2 u16 rd   4 u16 rs1   6 u16 rs2   8 i32 imm   12 u16 rs3   14 u16: rm (3 bits), visits (13 bits)
 *
 * Registers are byte offsets into a register file; rd of x0 is its spare cell, so that no handler asks for x0.
 */
export const SLOT_BYTES = 16;
/** From an instruction's byte offset in its page to its slot's: 16 bytes for each 2. */
export const SLOT_SHIFT = 3;

export const SLOT_HANDLER = 0;
/** Of the slot's first word: the handler, without rd. */
export const HANDLER_MASK = 0xffff;
export const SLOT_IMM = 8;
/** The half-word of rm, in its lower bits, and of visits. */
export const SLOT_RM = 14;
export const RM_MASK = 7;
export const VISITS_SHIFT = 3;
/** Where there is a JIT, jumps to the slot are counted, from VISITS_MASK on from zero again. */
export const VISITS_MASK = 0x1fff;
/** At this count a jump to the slot looks for compiled code, and asks for it where there is none. */
export const VISITED_OFTEN = 255;
export const SLOT_REGISTER = { rd: 2, rs1: 4, rs2: 6, rs3: 12 } as const;

/** 2048 slots, and one behind them that leads on to the next page. */
export const SLOTS_PER_PAGE = 2048 + 1;
export const CODE_PAGE_BYTES = SLOTS_PER_PAGE * SLOT_BYTES;

/** In a page: an instruction of four bytes there has its second half on the next one. */
export const CROSS_OFFSET = 4096 - 2;

/** What is known of a page beside its slots: the host offset of its bytes, and how often it was stored to since something in it was decoded. */
export const PAGE_RECORD_BYTES = 8;
export const PAGE_HOST = 0;
export const PAGE_STORES = 4;

/** Places for different instructions that are kept ready to be written into slots, */
const PLACES = 131_072;
/** and how many of them are filled, so that most are found where their bits lead. */
export const MOST_TEMPLATES = (3 * PLACES) / 4;
export const TEMPLATE_BYTES = 32;
export const TEMPLATES_BYTES = PLACES * TEMPLATE_BYTES;
export const HASH_FACTOR = 0x9e37_79b1; // 2^32 over the golden ratio, which spreads bits over the upper ones
/** The upper bits of the product are the place. */
export const HASH_SHIFT = Math.clz32(PLACES - 1);

/**
 * A template, 32-bit words by their byte offsets: the instruction's bits; the first word of its slot, by where its direct jump leads; the other three,
 * which are the same in all slots; and the bytes of the instruction, less than zero where control does not simply go on behind it.
 */
export const TEMPLATE = { bits: 0, onPage: 4, offPage: 8, sources: 12, imm: 16, rest: 20, length: 24 } as const;

/** Handlers that are no instruction. A zeroed slot is undecoded. */
export const HANDLER_UNDECODED = 0;
export const HANDLER_PAGE_END = 1;
/** An instruction whose second half lies in the next page. */
export const HANDLER_CROSS = 2;
export const HANDLER_BREAKPOINT = 3;
export const HANDLER_ILLEGAL = 4;
/** Looks up the page of the hart's pc; the slot that a run starts with when it does not know better. */
export const HANDLER_ENTRY = 5;
export const SPECIAL_HANDLERS = 6;

/** Why generated code came back. All steps of the slice are taken: */
export const EXIT_BUDGET = 0;
/** The page at pc cannot be taken in as a whole: its instructions must be fetched one by one. */
export const EXIT_APART = 1;
export const EXIT_CROSS = 2;
export const EXIT_BREAKPOINT = 3;
/** A slot was jumped to often, and no compiled code is known for its address in the current address space. */
export const EXIT_HOT = 4;
