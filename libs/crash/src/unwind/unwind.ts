import type { SymbolTable } from '../symbols/symbol-table.ts';
import type { Code } from './code.ts';
import { SP, type Context, type CsrReader } from './context.ts';
import type { Range } from './explore.ts';
import { followFramePointer, searchStack, type FoundCaller } from './search-stack.ts';
import { isReturnAddress, stepOutBackward, stepOutForward, stepOutOfHandler, type Outer, type Surroundings } from './step-out.ts';
import { trapReason, vectorOf, type TrapReason } from './trap-frame.ts';

/** A place in a backtrace. */
export interface Frame {
  readonly pc: bigint;
  readonly privilege: number;
  /** Behind a call: the instruction that is under way stands before pc. */
  readonly isCaller: boolean;
  /** False for one that may be no caller at all: an address that lay on the stack, and what follows from it. */
  readonly isSure: boolean;
  /** Set where a trap interrupted this place: what made it, if that is known. */
  readonly trap?: Partial<TrapReason>;
}

/** Frames of one hart, the innermost first; more are cut off. */
export const MOST_FRAMES = 64;
const MOST_GUESSES = 16;
const RA = 1;
const USER = 0;

/**
 * The callers of a context, and of what traps interrupted, as far as they can be found. Functions need no frame pointers and no debug
 * information: what they do to the stack is read from their code.
 */
export function unwind(code: Code, csr: CsrReader, symbols: SymbolTable, start: Context): Frame[] {
  const around = { code, csr, symbols };
  const frames: Frame[] = [{ pc: start.pc, privilege: start.privilege, isCaller: start.isCaller, isSure: true }];
  let context = start;
  let isSure = true;
  let guesses = 0;
  const seen = new Set<string>();
  while (frames.length < MOST_FRAMES) {
    const place = `${context.privilege} ${context.pc} ${context.x[SP]}`;
    const found = seen.has(place) ? undefined : outerOf(around, context);
    if (!found || found.outer.context.pc === 0n) break;
    seen.add(place);
    isSure &&= found.isSure;
    if (!found.isSure && ++guesses > MOST_GUESSES) break;
    const { context: next, by } = found.outer;
    const reason = by === 'trap' ? trapReason(around, context, next) : undefined;
    frames.push({ pc: next.pc, privilege: next.privilege, isCaller: next.isCaller, isSure, ...(by === 'trap' && { trap: reason ?? {} }) });
    context = next;
  }
  return frames;
}

/** Every method in turn, the surest first. */
function outerOf(around: Surroundings, context: Context): FoundCaller | undefined {
  const sure = (outer: Outer | undefined): FoundCaller | undefined => outer && { outer, isSure: true };
  const { code, symbols } = around;
  if (!code.at(context.pc, context.privilege)) return sure(calledFrom(around, context)) ?? searchStack(around, context);
  // behind a call that does not return, another function may begin
  const place = symbols.lookup(context.isCaller ? context.pc - 1n : context.pc);
  const range: Range | undefined = place && { start: place.start, end: place.end };
  const isAtStart = range?.start === context.pc;
  const inFunction = range && !isAtStart ? stepOutForward(around, context, range) : undefined;
  if (inFunction) return sure(inFunction);
  if (range?.start === vectorOf(around, context.privilege)) return sure(outOfHandler(around, context));
  const fromStart = range && stepOutBackward(around, context, range);
  if (fromStart && fromStart !== 'bottom') return sure(fromStart);
  const anywhere = stepOutForward(around, context, undefined) ?? outOfHandler(around, context);
  if (anywhere) return sure(anywhere);
  if (fromStart === 'bottom' && place && place.offset > 0n) return undefined;
  const searched = searchStack(around, context);
  if (searched?.isSure) return searched;
  return sure(followFramePointer(around, context)) ?? (context.privilege === USER && symbols.size === 0 ? undefined : searched);
}

/** Where there is no code: a jump went wrong, and if it was a call, ra says from where. */
function calledFrom(around: Surroundings, context: Context): Outer | undefined {
  const address = context.x[RA];
  if (address === undefined || !isReturnAddress(around, address, context.privilege)) return undefined;
  return { by: 'call', context: { ...context, pc: address, isCaller: true, x: context.x.map((value, register) => (register === RA ? undefined : value)) } };
}

function outOfHandler(around: Surroundings, context: Context): Outer | undefined {
  const vector = vectorOf(around, context.privilege);
  if (vector === undefined || context.pc < vector) return undefined;
  return stepOutOfHandler(around, context, vector, context.privilege === 1 ? 'sret' : 'mret');
}
