import { defineCompressed, formats, type Operands } from '@reprise/isa';

const {
  CA, CB, CB_IMM, CB_SHIFT, CI, CI_16SP, CI_FLDSP, CI_LDSP, CI_LUI, CI_LWSP, CI_NOP, CI_SHIFT, CIW, CJ, CL_D, CL_FD, CL_W,
  CR, CR1, CS_D, CS_FD, CS_W, CSS_D, CSS_FD, CSS_W, NONE,
} = formats;

const SP = 2;
const RA = 1;

type Expand = (o: Operands) => Partial<Operands>;
type Legal = (o: Operands) => boolean;

/** Operands that are already where the 32-bit instruction has them. */
const same: Expand = (o) => o;
/** rd is the first source as well. */
const onto: Expand = (o) => ({ ...o, rs1: o.rd });
const fromSp: Expand = (o) => ({ ...o, rs1: SP });
const addToSp: Expand = ({ imm }) => ({ rd: SP, rs1: SP, imm });
const move: Expand = ({ rd, rs2 }) => ({ rd, rs2 });
const jumpTo: Expand = ({ rs1 }) => ({ rs1 });
const callTo: Expand = ({ rs1 }) => ({ rd: RA, rs1 });

// Encodings that are reserved; hints, which write x0 or shift by nothing, are legal and do nothing.
const immediate: Legal = ({ imm }) => imm !== 0;
const destination: Legal = ({ rd }) => rd !== 0;
const source: Legal = ({ rs1 }) => rs1 !== 0;

/** Compressed integer instructions. RISC-V Unprivileged, chapter 26 (C), Zca. */
// oxfmt-ignore
export const zca = defineCompressed('C', {
  //                 f3  imm / registers op  format   expands to, with operands, reserved unless
  'c.addi4spn':   ['000 ........     ... 00', CIW,      'addi',  fromSp,  immediate],
  'c.lw':         ['010 ... ... ..   ... 00', CL_W,     'lw',    same],
  'c.ld':         ['011 ... ... ..   ... 00', CL_D,     'ld',    same],
  'c.sw':         ['110 ... ... ..   ... 00', CS_W,     'sw',    same],
  'c.sd':         ['111 ... ... ..   ... 00', CS_D,     'sd',    same],
  'c.nop':        ['000 .   00000  ..... 01', CI_NOP,   'addi',  same],
  'c.addi':       ['000 .   .....  ..... 01', CI,       'addi',  onto],
  'c.addiw':      ['001 .   .....  ..... 01', CI,       'addiw', onto,    destination],
  'c.li':         ['010 .   .....  ..... 01', CI,       'addi',  same],
  'c.addi16sp':   ['011 .   00010  ..... 01', CI_16SP,  'addi',  addToSp, immediate],
  'c.lui':        ['011 .   .....  ..... 01', CI_LUI,   'lui',   same,    immediate],
  'c.srli':       ['100 .   00 ... ..... 01', CB_SHIFT, 'srli',  onto],
  'c.srai':       ['100 .   01 ... ..... 01', CB_SHIFT, 'srai',  onto],
  'c.andi':       ['100 .   10 ... ..... 01', CB_IMM,   'andi',  onto],
  'c.sub':        ['100 0   11 ... 00... 01', CA,       'sub',   onto],
  'c.xor':        ['100 0   11 ... 01... 01', CA,       'xor',   onto],
  'c.or':         ['100 0   11 ... 10... 01', CA,       'or',    onto],
  'c.and':        ['100 0   11 ... 11... 01', CA,       'and',   onto],
  'c.subw':       ['100 1   11 ... 00... 01', CA,       'subw',  onto],
  'c.addw':       ['100 1   11 ... 01... 01', CA,       'addw',  onto],
  'c.j':          ['101 ...........      01', CJ,       'jal',   same],
  'c.beqz':       ['110 ... ...    ..... 01', CB,       'beq',   same],
  'c.bnez':       ['111 ... ...    ..... 01', CB,       'bne',   same],
  'c.slli':       ['000 .   .....  ..... 10', CI_SHIFT, 'slli',  onto],
  'c.lwsp':       ['010 .   .....  ..... 10', CI_LWSP,  'lw',    fromSp,  destination],
  'c.ldsp':       ['011 .   .....  ..... 10', CI_LDSP,  'ld',    fromSp,  destination],
  'c.jr':         ['100 0   .....  00000 10', CR1,      'jalr',  jumpTo,  source],
  'c.mv':         ['100 0   .....  ..... 10', CR,       'add',   move],
  'c.ebreak':     ['100 1   00000  00000 10', NONE,     'ebreak', same],
  'c.jalr':       ['100 1   .....  00000 10', CR1,      'jalr',  callTo],
  'c.add':        ['100 1   .....  ..... 10', CR,       'add',   onto],
  'c.swsp':       ['110 ......     ..... 10', CSS_W,    'sw',    fromSp],
  'c.sdsp':       ['111 ......     ..... 10', CSS_D,    'sd',    fromSp],
});

/** Compressed double-precision loads and stores. RISC-V Unprivileged, chapter 26 (C), Zcd. */
// oxfmt-ignore
export const zcd = defineCompressed('Zcd', {
  'c.fld':        ['001 ... ... ..   ... 00', CL_FD,    'fld',   same],
  'c.fsd':        ['101 ... ... ..   ... 00', CS_FD,    'fsd',   same],
  'c.fldsp':      ['001 .   .....  ..... 10', CI_FLDSP, 'fld',   fromSp],
  'c.fsdsp':      ['101 ......     ..... 10', CSS_FD,   'fsd',   fromSp],
});
