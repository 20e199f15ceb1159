import type { Semantics } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';

const { ADDRESS, PREFETCH } = formats;

const CLEAN = 0;
const FLUSH = 1;
const INVAL = 2;

/** There are no caches to manage: the helper only checks that the envcfg CSRs allow it and that the address may be reached. */
const manage = (kind: number): Semantics => (m) => void m.call('cbo', m.x('rs1'), m.const(kind));
const zero: Semantics = (m) => void m.call('cboZero', m.x('rs1'));
const nothing: Semantics = () => {};

/** Cache-block management. RISC-V Unprivileged, chapter 19 (CMO). */
// oxfmt-ignore
export const zicbom = defineInstructions('Zicbom', {
  //                funct12      rs1   f3  rd    opcode    format, semantics
  'cbo.inval':    ['000000000000 ..... 010 00000 0001111', ADDRESS, manage(INVAL)],
  'cbo.clean':    ['000000000001 ..... 010 00000 0001111', ADDRESS, manage(CLEAN)],
  'cbo.flush':    ['000000000010 ..... 010 00000 0001111', ADDRESS, manage(FLUSH)],
});

// oxfmt-ignore
export const zicboz = defineInstructions('Zicboz', {
  'cbo.zero':     ['000000000100 ..... 010 00000 0001111', ADDRESS, zero],
});

/** Prefetches are hints, in the place of an `ori` to x0. */
// oxfmt-ignore
export const zicbop = defineInstructions('Zicbop', {
  //                offset  kind  rs1   f3  rd    opcode    format, semantics
  'prefetch.i':   ['....... 00000 ..... 110 00000 0010011', PREFETCH, nothing],
  'prefetch.r':   ['....... 00001 ..... 110 00000 0010011', PREFETCH, nothing],
  'prefetch.w':   ['....... 00011 ..... 110 00000 0010011', PREFETCH, nothing],
});
