import type { Semantics } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';

const { NONE, FENCE_VMA } = formats;

/** All is done by the helper, which leaves for elsewhere: where the trap came from, a wait, or a trap for want of privilege. */
const helper = (name: 'mret' | 'sret' | 'wfi'): Semantics => (m) => void m.call(name);

/**
 * Translations always follow their tables, so that a fence has nothing to do; `sfence` only checks the privilege. Its operand
 * is 1 where mstatus.TVM forbids the instruction to supervisors, else 0.
 */
const fence = (heedsTvm: boolean): Semantics => (m) => void m.call('sfence', m.const(heedsTvm ? 1 : 0));

/** RISC-V Privileged, §3.3.2 (MRET, SRET), §3.3.3 (WFI), and the supervisor level (SFENCE.VMA). */
// oxfmt-ignore
export const privileged = defineInstructions('privileged', {
  //              funct7  rs2   rs1   f3  rd    opcode    format, semantics
  mret:         ['0011000 00010 00000 000 00000 1110011', NONE, helper('mret')],
  sret:         ['0001000 00010 00000 000 00000 1110011', NONE, helper('sret')],
  wfi:          ['0001000 00101 00000 000 00000 1110011', NONE, helper('wfi')],
  'sfence.vma': ['0001001 ..... ..... 000 00000 1110011', FENCE_VMA, fence(true)],
});

/** Fine-grained invalidation. RISC-V Privileged, Svinval. */
// oxfmt-ignore
export const svinval = defineInstructions('Svinval', {
  'sinval.vma':      ['0001011 ..... ..... 000 00000 1110011', FENCE_VMA, fence(true)],
  'sfence.w.inval':  ['0001100 00000 00000 000 00000 1110011', NONE, fence(false)],
  'sfence.inval.ir': ['0001100 00001 00000 000 00000 1110011', NONE, fence(false)],
});
