import type { Decoded } from '@reprise/isa';
import { constant, csrAtStart, isConstant, loadedValue, plus, registerAtStart, type Value } from './value.ts';

const REGISTERS = 32;
const RA = 1;
/** Registers that a call leaves as they were: sp, gp, tp, s0 to s11 (RISC-V ELF psABI, §1.1). */
export const calleeSaved: readonly number[] = [2, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27];
const survives: ReadonlySet<number> = new Set(calleeSaved);

/** What was loaded where nothing had been stored: by the address. */
export type Loads = Value[];

/** What is known of registers, CSRs and memory at one place of the code, in terms of what they were at the start. */
export class PathState {
  readonly x: (Value | undefined)[];
  readonly csrs: Map<number, Value | undefined>;
  /** Doublewords, by address: origin and distance. */
  readonly stores: Map<string, { readonly address: Value; readonly value: Value | undefined }>;
  /** Calls on the way here. */
  calls: number;
  readonly #loads: Loads;

  private constructor(x: (Value | undefined)[], csrs: PathState['csrs'], stores: PathState['stores'], calls: number, loads: Loads) {
    this.x = x;
    this.csrs = csrs;
    this.stores = stores;
    this.calls = calls;
    this.#loads = loads;
  }

  /** Everything is as at the start. `loads` is where addresses of loads are kept, for all that follows from this state. */
  static start(loads: Loads): PathState {
    return new PathState(Array.from({ length: REGISTERS }, (_, register) => registerAtStart(register)), new Map(), new Map(), 0, loads);
  }

  copy(): PathState {
    return new PathState([...this.x], new Map(this.csrs), new Map(this.stores), this.calls, this.#loads);
  }

  csr(number: number): Value | undefined {
    return this.csrs.has(number) ? this.csrs.get(number) : csrAtStart(number);
  }

  /** Takes in an instruction that goes on with the next one, or the jump part of one left out. */
  execute({ instruction: { name, format }, rd, rs1, rs2, imm }: Decoded, pc: bigint): void {
    const { x } = this;
    const offset = BigInt(imm);
    switch (name) {
      case 'addi': return this.#set(rd, plus(x[rs1], offset));
      case 'lui': return this.#set(rd, constant(offset));
      case 'auipc': return this.#set(rd, constant(pc + offset));
      case 'add': return this.#set(rd, sum(x[rs1], x[rs2]));
      case 'sub': return this.#set(rd, isConstant(x[rs2]) ? plus(x[rs1], -x[rs2].add) : undefined);
      case 'addiw': return this.#set(rd, isConstant(x[rs1]) ? constant(BigInt.asIntN(32, x[rs1].add + offset)) : undefined);
      case 'slli': return this.#set(rd, isConstant(x[rs1]) ? constant(x[rs1].add << offset) : undefined);
      case 'ld': return this.#set(rd, this.#load(plus(x[rs1], offset)));
      case 'sd': return this.#store(plus(x[rs1], offset), x[rs2]);
      case 'csrrw': return this.#accessCsr(imm, rd, x[rs1]);
      case 'csrrs': case 'csrrc': return rs1 === 0 ? this.#set(rd, this.csr(imm)) : this.#accessCsr(imm, rd, undefined);
      case 'csrrwi': return this.#accessCsr(imm, rd, constant(BigInt(rs1)));
      case 'csrrsi': case 'csrrci': return rs1 === 0 ? this.#set(rd, this.csr(imm)) : this.#accessCsr(imm, rd, undefined);
      default: if (/^xd\b/.test(format.syntax)) this.#set(rd, undefined);
    }
  }

  /** A call has returned. */
  called(): void {
    for (let register = RA; register < REGISTERS; register++) if (!survives.has(register)) this.x[register] = undefined;
    this.calls++;
  }

  #set(register: number, value: Value | undefined): void {
    if (register !== 0) this.x[register] = value;
  }

  #accessCsr(number: number, rd: number, value: Value | undefined): void {
    this.#set(rd, this.csr(number));
    this.csrs.set(number, value);
  }

  #load(address: Value | undefined): Value | undefined {
    if (!address) return undefined;
    const stored = this.stores.get(keyOf(address));
    return stored ? stored.value : loadedValue(this.#loads.push(address) - 1);
  }

  #store(address: Value | undefined, value: Value | undefined): void {
    if (address) this.stores.set(keyOf(address), { address, value });
  }
}

const keyOf = ({ origin, add }: Value): string => `${origin}+${add}`;

function sum(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (isConstant(b)) return plus(a, b.add);
  return isConstant(a) ? plus(b, a.add) : undefined;
}
