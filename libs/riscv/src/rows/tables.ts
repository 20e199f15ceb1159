import type { Compressed, Instruction } from '@reprise/isa';
import { knownCsrs } from './known-csrs.ts';
import { privileged, svinval } from './privileged.ts';
import { rv64a } from './rv64a.ts';
import { zca, zcd } from './rv64c.ts';
import { rv64d } from './rv64d.ts';
import { rv64f } from './rv64f.ts';
import { rv64i } from './rv64i.ts';
import { rv64m } from './rv64m.ts';
import { zba } from './zba.ts';
import { zbb } from './zbb.ts';
import { zbc } from './zbc.ts';
import { zbs } from './zbs.ts';
import { zicbom, zicbop, zicboz } from './zicbo.ts';
import { zicond } from './zicond.ts';
import { zicsr, zifencei } from './zicsr.ts';

/** The instructions of a CPU: what a `Decoder` is built from. */
export interface InstructionTables {
  readonly instructions: readonly Instruction[];
  readonly compressed: readonly Compressed[];
  /** Special cases of the former whose programs say what those leave to a helper: more rows, for where an instruction is read once and executed often. */
  readonly known: readonly Instruction[];
}

/** Each extension with the 32-bit instructions that it brings. */
const wide = {
  I: [rv64i, privileged],
  M: [rv64m],
  A: [rv64a],
  F: [rv64f],
  D: [rv64d],
  Zicsr: [zicsr],
  Zifencei: [zifencei],
  Zicond: [zicond],
  Zba: [zba],
  Zbb: [zbb],
  Zbc: [zbc],
  Zbs: [zbs],
  Zicbom: [zicbom],
  Zicbop: [zicbop],
  Zicboz: [zicboz],
  Svinval: [svinval],
} as const satisfies Record<string, readonly (readonly Instruction[])[]>;

/** Compressed instructions, with the extensions that must all be there for them. */
const narrow: readonly { readonly needs: readonly string[]; readonly rows: readonly Compressed[] }[] = [
  { needs: ['C'], rows: zca },
  { needs: ['C', 'D'], rows: zcd },
];

/** An extension that brings 32-bit instructions. */
export type InstructionExtension = keyof typeof wide;

/**
 * The instruction tables of a CPU with these extensions. Names are those of the ISA string (`I`, `M`, `Zba`, ..); names that
 * bring no instructions are passed over.
 */
export function instructionTables(features: ReadonlySet<string>): InstructionTables {
  return {
    instructions: Object.entries(wide).flatMap(([extension, tables]) => (features.has(extension) ? tables.flat() : [])),
    compressed: narrow.flatMap(({ needs, rows }) => (needs.every((extension) => features.has(extension)) ? rows : [])),
    get known() {
      return knownCsrs(features); // most runs end before anything is compiled
    },
  };
}
