import { hartFieldOffset } from '@reprise/riscv';
import type { Code } from '@reprise/wasm';
import type { HartAccess } from './hart-access.ts';

const FCSR = hartFieldOffset('fcsr');
const INEXACT = 0x01;
const ROUNDING = 0xe0;

/**
 * Leaves on the stack an i32 that is 0 while floating-point operations may be the host's, as they are nearly always: dynamic rounding is to
 * nearest even, and inexact is raised already, so that it need not be found out whether an operation raises it.
 */
export const emitFcsrUnusual = (hart: HartAccess): Code => hart.load('i32.load', FCSR).i32(ROUNDING | INEXACT).op('i32.and').i32(INEXACT).op('i32.xor');
