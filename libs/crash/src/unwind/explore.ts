import type { Decoded } from '@reprise/isa';
import type { Code } from './code.ts';
import { PathState, type Loads } from './path-state.ts';
import { isConstant } from './value.ts';

/** How code is left at an instruction. */
export type Exit =
  /** `ret`: to where ra says. */
  | 'return'
  /** To what a trap interrupted. */
  | 'sret'
  | 'mret'
  /** A jump to another function, whose return will be ours. */
  | 'tail-call'
  /** A jump to where only the program knows. */
  | 'jump';

export interface Visitor<Found> {
  /** Asked before an instruction is taken in, if there is one; anything but undefined ends the search. */
  readonly arrived?: (pc: bigint, state: PathState, instruction: Decoded | undefined) => Found | undefined;
  /** Asked with the state at an exit; anything but undefined ends the search. */
  readonly left?: (exit: Exit, state: PathState) => Found | undefined;
}

export interface Range {
  readonly start: bigint;
  /** Behind the last byte. */
  readonly end: bigint;
}

/** Instructions that are looked at: enough for any function that a person has written. */
const MOST_INSTRUCTIONS = 4000;
const RA = 1;
const T0 = 5;
const branches: ReadonlySet<string> = new Set(['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu']);

interface Place {
  readonly pc: bigint;
  readonly state: PathState;
}

/**
 * Follows code on paper from `start` over every branch, each instruction once. Calls are taken to return; ways with fewer calls on them come
 * first, because what stands behind a call that never returns may belong to something else. Control that runs over the end of `range` is
 * not followed, and jumps out of it are tail calls; without a range, they are followed. `loads` takes the addresses of loads, for `evaluate`.
 */
export const explore = <Found>(
  code: Code, start: bigint, privilege: number, range: Range | undefined, visitor: Visitor<Found>, loads: Loads = [],
): Found | undefined => new Exploration(code, privilege, range, visitor).run(start, PathState.start(loads));

class Exploration<Found> {
  readonly #code: Code;
  readonly #privilege: number;
  readonly #range: Range | undefined;
  readonly #visitor: Visitor<Found>;
  /** Places to go on from, by the number of calls on the way there. */
  readonly #queues: Place[][] = [];
  readonly #seen = new Set<bigint>();

  constructor(code: Code, privilege: number, range: Range | undefined, visitor: Visitor<Found>) {
    this.#code = code;
    this.#privilege = privilege;
    this.#range = range;
    this.#visitor = visitor;
  }

  run(start: bigint, state: PathState): Found | undefined {
    this.#push(start, state);
    for (let calls = 0; calls < this.#queues.length; calls++) {
      const queue = this.#queues[calls] ?? [];
      for (let index = 0; index < queue.length && this.#seen.size < MOST_INSTRUCTIONS; index++) {
        const place = queue[index];
        const found = place && !this.#seen.has(place.pc) ? this.#visit(place) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #visit({ pc, state }: Place): Found | undefined {
    this.#seen.add(pc);
    const instruction = this.#code.at(pc, this.#privilege);
    const arrived = this.#visitor.arrived?.(pc, state, instruction);
    if (arrived !== undefined || !instruction) return arrived;
    return this.#follow(pc, state, instruction);
  }

  #follow(pc: bigint, state: PathState, instruction: Decoded): Found | undefined {
    const { instruction: { name }, rd, rs1, imm, length } = instruction;
    const next = BigInt.asUintN(64, pc + BigInt(length));
    const target = BigInt.asUintN(64, pc + BigInt(imm));
    if ((name === 'jal' || name === 'jalr') && (rd === RA || rd === T0)) {
      state.called();
    } else if (branches.has(name)) {
      this.#push(next, state.copy());
      return this.#jump(target, state);
    } else if (name === 'jal') {
      return this.#jump(target, state);
    } else if (name === 'jalr') {
      const to = state.x[rs1];
      if (rs1 === RA && imm === 0) return this.#leave('return', state);
      return isConstant(to) ? this.#jump(BigInt.asUintN(64, to.add + BigInt(imm)), state) : this.#leave('jump', state);
    } else if (name === 'sret' || name === 'mret') {
      return this.#leave(name, state);
    } else if (name === 'ebreak') {
      state.calls++; // some go on behind it, some do not
    } else {
      state.execute(instruction, pc);
    }
    this.#push(next, state);
    return undefined;
  }

  #jump(target: bigint, state: PathState): Found | undefined {
    if (!this.#isInside(target)) return this.#leave('tail-call', state);
    this.#push(target, state);
    return undefined;
  }

  #leave(exit: Exit, state: PathState): Found | undefined {
    return this.#visitor.left?.(exit, state);
  }

  #push(pc: bigint, state: PathState): void {
    if (this.#isInside(pc) && !this.#seen.has(pc)) (this.#queues[state.calls] ??= []).push({ pc, state });
  }

  #isInside(pc: bigint): boolean {
    return !this.#range || (pc >= this.#range.start && pc < this.#range.end);
  }
}
