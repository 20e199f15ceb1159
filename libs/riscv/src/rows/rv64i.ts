import type { Semantics } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';
import { address, branchIf, ri, riw, rr, rrw, setIf } from './shapes.ts';

const { R, I, U, B, J, S, LOAD, SHAMT5, SHAMT6, NONE, FENCE } = formats;

type Width = 'b' | 'h' | 'w' | 'd';

const load = (width: Width, signed: boolean): Semantics => (m) => m.setX('rd', m.load(width, address(m), { signed }));
const store = (width: Width): Semantics => (m) => m.store(width, address(m), m.x('rs2'));
const trap = (helper: string): Semantics => (m) => void m.call(helper);
const nothing: Semantics = () => {};

const lui: Semantics = (m) => m.setX('rd', m.imm());
const auipc: Semantics = (m) => m.setX('rd', m.op('i64.add', m.pc(), m.imm()));
const jal: Semantics = (m) => {
  m.setX('rd', m.nextPc());
  m.jumpRelative();
};
const jalr: Semantics = (m) => {
  const target = address(m); // before rd is written: it may be rs1
  m.setX('rd', m.nextPc());
  m.jump(target);
};

/** Base integer instructions. RISC-V Unprivileged, chapters 2 (RV32I) and 4 (RV64I). */
// oxfmt-ignore
export const rv64i = defineInstructions('I', {
  //        funct7/imm rs2  rs1 f3    rd   opcode    format, semantics
  lui:    ['....... ..... ..... ... ..... 0110111', U, lui], // §2.4.1
  auipc:  ['....... ..... ..... ... ..... 0010111', U, auipc],
  jal:    ['....... ..... ..... ... ..... 1101111', J, jal], // §2.5.1
  jalr:   ['....... ..... ..... 000 ..... 1100111', LOAD, jalr],
  beq:    ['....... ..... ..... 000 ..... 1100011', B, branchIf('i64.eq')], // §2.5.2
  bne:    ['....... ..... ..... 001 ..... 1100011', B, branchIf('i64.ne')],
  blt:    ['....... ..... ..... 100 ..... 1100011', B, branchIf('i64.lt_s')],
  bge:    ['....... ..... ..... 101 ..... 1100011', B, branchIf('i64.ge_s')],
  bltu:   ['....... ..... ..... 110 ..... 1100011', B, branchIf('i64.lt_u')],
  bgeu:   ['....... ..... ..... 111 ..... 1100011', B, branchIf('i64.ge_u')],
  lb:     ['....... ..... ..... 000 ..... 0000011', LOAD, load('b', true)], // §2.6, §4.3
  lh:     ['....... ..... ..... 001 ..... 0000011', LOAD, load('h', true)],
  lw:     ['....... ..... ..... 010 ..... 0000011', LOAD, load('w', true)],
  ld:     ['....... ..... ..... 011 ..... 0000011', LOAD, load('d', true)],
  lbu:    ['....... ..... ..... 100 ..... 0000011', LOAD, load('b', false)],
  lhu:    ['....... ..... ..... 101 ..... 0000011', LOAD, load('h', false)],
  lwu:    ['....... ..... ..... 110 ..... 0000011', LOAD, load('w', false)],
  sb:     ['....... ..... ..... 000 ..... 0100011', S, store('b')],
  sh:     ['....... ..... ..... 001 ..... 0100011', S, store('h')],
  sw:     ['....... ..... ..... 010 ..... 0100011', S, store('w')],
  sd:     ['....... ..... ..... 011 ..... 0100011', S, store('d')],
  addi:   ['....... ..... ..... 000 ..... 0010011', I, ri('i64.add')], // §2.4.1, §4.2.1
  slti:   ['....... ..... ..... 010 ..... 0010011', I, setIf('i64.lt_s', (m) => m.imm())],
  sltiu:  ['....... ..... ..... 011 ..... 0010011', I, setIf('i64.lt_u', (m) => m.imm())],
  xori:   ['....... ..... ..... 100 ..... 0010011', I, ri('i64.xor')],
  ori:    ['....... ..... ..... 110 ..... 0010011', I, ri('i64.or')],
  andi:   ['....... ..... ..... 111 ..... 0010011', I, ri('i64.and')],
  slli:   ['000000. ..... ..... 001 ..... 0010011', SHAMT6, ri('i64.shl')],
  srli:   ['000000. ..... ..... 101 ..... 0010011', SHAMT6, ri('i64.shr_u')],
  srai:   ['010000. ..... ..... 101 ..... 0010011', SHAMT6, ri('i64.shr_s')],
  addiw:  ['....... ..... ..... 000 ..... 0011011', I, riw('i32.add')],
  slliw:  ['0000000 ..... ..... 001 ..... 0011011', SHAMT5, riw('i32.shl')],
  srliw:  ['0000000 ..... ..... 101 ..... 0011011', SHAMT5, riw('i32.shr_u')],
  sraiw:  ['0100000 ..... ..... 101 ..... 0011011', SHAMT5, riw('i32.shr_s')],
  add:    ['0000000 ..... ..... 000 ..... 0110011', R, rr('i64.add')], // §2.4.2, §4.2.2
  sub:    ['0100000 ..... ..... 000 ..... 0110011', R, rr('i64.sub')],
  sll:    ['0000000 ..... ..... 001 ..... 0110011', R, rr('i64.shl')],
  slt:    ['0000000 ..... ..... 010 ..... 0110011', R, setIf('i64.lt_s', (m) => m.x('rs2'))],
  sltu:   ['0000000 ..... ..... 011 ..... 0110011', R, setIf('i64.lt_u', (m) => m.x('rs2'))],
  xor:    ['0000000 ..... ..... 100 ..... 0110011', R, rr('i64.xor')],
  srl:    ['0000000 ..... ..... 101 ..... 0110011', R, rr('i64.shr_u')],
  sra:    ['0100000 ..... ..... 101 ..... 0110011', R, rr('i64.shr_s')],
  or:     ['0000000 ..... ..... 110 ..... 0110011', R, rr('i64.or')],
  and:    ['0000000 ..... ..... 111 ..... 0110011', R, rr('i64.and')],
  addw:   ['0000000 ..... ..... 000 ..... 0111011', R, rrw('i32.add')],
  subw:   ['0100000 ..... ..... 000 ..... 0111011', R, rrw('i32.sub')],
  sllw:   ['0000000 ..... ..... 001 ..... 0111011', R, rrw('i32.shl')],
  srlw:   ['0000000 ..... ..... 101 ..... 0111011', R, rrw('i32.shr_u')],
  sraw:   ['0100000 ..... ..... 101 ..... 0111011', R, rrw('i32.shr_s')],
  fence:  ['....... ..... ..... 000 ..... 0001111', FENCE, nothing], // §2.7: harts take turns, so memory is always in order
  ecall:  ['0000000 00000 00000 000 00000 1110011', NONE, trap('ecall')], // §2.8
  ebreak: ['0000000 00001 00000 000 00000 1110011', NONE, trap('ebreak')],
});
