import type { Decoded } from '@reprise/isa';
import type { Graph } from './control-flow.ts';

/** An instruction of a region; `offset` is its address less the region's base. */
export interface RegionInstruction {
  readonly offset: number;
  readonly decoded: Decoded;
}

/** How a basic block ends. Ways are offsets, in the region or not. */
export type BlockEnd =
  /** The last instruction is a conditional branch. */
  | { readonly kind: 'branch'; readonly taken: number; readonly next: number }
  /** The last instruction jumps there, or does not jump and the next one is a block of its own. */
  | { readonly kind: 'goto'; readonly to: number }
  /** The last instruction jumps to a computed address, perhaps one of these. */
  | { readonly kind: 'jump'; readonly perhaps: readonly number[] }
  /** The last instruction traps, or returns from a trap. */
  | { readonly kind: 'away' }
  /** The next instruction is the interpreter's. */
  | { readonly kind: 'leave'; readonly at: number };

/** Instructions that are executed one after the other, if none of them faults. */
export interface Block {
  readonly offset: number;
  readonly instructions: readonly RegionInstruction[];
  readonly end: BlockEnd;
}

/** A page of guest code that a region was made from. */
export interface RegionPage {
  /** Its address less the region's base. */
  readonly offset: number;
  /** Its host page number. */
  readonly host: number;
}

/** Code that is compiled as one: what can be reached from its entry by direct jumps, indirect ones as far as they are known, calls, and returns from these. */
export interface Region {
  /** Virtual address of the page of its entry. */
  readonly base: bigint;
  /** The first is where it is entered. */
  readonly blocks: readonly Block[];
  /** The first is that of the entry. */
  readonly pages: readonly RegionPage[];
}

/** Blocks that can follow a block inside of its region, by their index. */
export function graphOf({ blocks }: Region): Graph {
  const indexOf = new Map(blocks.map(({ offset }, index) => [offset, index]));
  return blocks.map(({ end }) => waysOf(end).flatMap((way) => indexOf.get(way) ?? []));
}

function waysOf(end: BlockEnd): readonly number[] {
  switch (end.kind) {
    case 'branch':
      return [end.next, end.taken];
    case 'goto':
      return [end.to];
    case 'jump':
      return end.perhaps;
    case 'away':
    case 'leave':
      return [];
  }
}
