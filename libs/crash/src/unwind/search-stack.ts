import { readU64 } from '@reprise/bits';
import { AtStart } from './at-start.ts';
import { readDoubleword, SP, type Context } from './context.ts';
import { explore } from './explore.ts';
import { calleeSaved, type PathState } from './path-state.ts';
import { isReturnAddress, type Outer, type Surroundings } from './step-out.ts';
import { registerAtStart } from './value.ts';

const RA = 1;
const FP = 8;
const REGISTERS = 32;
/** Bytes of stack that are searched for one caller. */
const SEARCHED = 4096;
/** A frame that a frame pointer spans is no longer. */
const LONGEST_FRAME = 0x1_0000n;

/** A caller that was found on the stack. `isSure` if the code proves that it is the one. */
export interface FoundCaller {
  readonly outer: Outer;
  readonly isSure: boolean;
}

/**
 * Searches ra and the stack for the address that the context's function returns to. It is sure where the call before it goes to a function whose
 * code, followed to the context, has kept its return address just there.
 */
export function searchStack(around: Surroundings, context: Context): FoundCaller | undefined {
  const sp = context.x[SP];
  if (sp === undefined) return undefined;
  const inRegister = context.isCaller ? undefined : provenCaller(around, context, context.x[RA], undefined);
  if (inRegister) return { outer: inRegister, isSure: true };
  const start = (sp + 7n) & ~7n;
  const stack = around.code.memory.read(start, SEARCHED, context.privilege);
  let guess: FoundCaller | undefined;
  for (let at = 0; at + 8 <= stack.length; at += 8) {
    const address = readU64(stack, at);
    const slot = start + BigInt(at);
    const proven = provenCaller(around, context, address, slot);
    if (proven) return { outer: proven, isSure: true };
    if (!guess && isPlausible(around, address, context.privilege)) guess = { outer: outer(context, address, slot + 8n, []), isSure: false };
  }
  return guess;
}

/** Frames that are chained by frame pointers: ra is 8 bytes and the caller's pointer 16 bytes below where fp points (RISC-V ELF psABI). */
export function followFramePointer(around: Surroundings, context: Context): Outer | undefined {
  const sp = context.x[SP];
  const fp = context.x[FP];
  if (sp === undefined || fp === undefined || (fp & 7n) !== 0n || fp < sp + 16n || fp > sp + LONGEST_FRAME) return undefined;
  const { memory } = around.code;
  const address = readDoubleword(memory, fp - 8n, context.privilege);
  const callers = readDoubleword(memory, fp - 16n, context.privilege);
  if (address === undefined || callers === undefined || !isReturnAddress(around, address, context.privilege)) return undefined;
  const isLinked = callers === 0n || (callers > fp && callers < fp + LONGEST_FRAME);
  return isLinked ? outer(context, address, fp, [[FP, callers]]) : undefined;
}

/** Behind a call; and where there are symbols, in code that has a name. */
const isPlausible = ({ code, symbols }: Surroundings, address: bigint, privilege: number): boolean =>
  address !== 0n && code.callBefore(address, privilege) !== undefined && (symbols.size === 0 || symbols.lookup(address) !== undefined);

/**
 * The caller that goes on at `address`, if there is a call before it to a function that comes to the context with its return address stored in
 * `slot`; undefined = still in ra.
 */
function provenCaller(around: Surroundings, context: Context, address: bigint | undefined, slot: bigint | undefined): Outer | undefined {
  const { code, csr } = around;
  const target = address === undefined || address === 0n ? undefined : code.callBefore(address, context.privilege)?.target;
  if (address === undefined || target === undefined || target > context.pc) return undefined;
  const arrived = (pc: bigint, state: PathState): AtStart | undefined => (pc === context.pc ? new AtStart(state, context, csr, code.memory) : undefined);
  const atStart = explore(code, target, context.privilege, { start: target, end: context.pc + 1n }, { arrived });
  const sp = atStart?.value(registerAtStart(SP));
  if (!atStart || sp === undefined) return undefined;
  const isThere = slot === undefined ? atStart.value(registerAtStart(RA)) === address : atStart.storedAt(registerAtStart(RA)) === slot;
  return isThere ? outer(context, address, sp, calleeSaved.map((number) => [number, atStart.value(registerAtStart(number))])) : undefined;
}

function outer({ privilege }: Context, pc: bigint, sp: bigint, known: readonly (readonly [number, bigint | undefined])[]): Outer {
  const x = Array.from({ length: REGISTERS }, (_, number): bigint | undefined => (number === 0 ? 0n : undefined));
  for (const [number, value] of known) x[number] = value;
  x[SP] = sp;
  return { by: 'call', context: { pc, privilege, x, isCaller: true } };
}
