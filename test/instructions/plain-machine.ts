import { computeFp, FAULT, type ReferenceMachine } from '@reprise/reference';
import { fpOps } from '@reprise/ir';
import type { RoundingMode } from '@reprise/softfloat';

/** Registers and 16 bytes of memory, for instructions that need no more of a hart. */
export class PlainMachine implements ReferenceMachine {
  static readonly MEMORY = 0x1_0000n;
  readonly x = new BigUint64Array(32);
  readonly f = new BigUint64Array(32);
  readonly memory = new DataView(new ArrayBuffer(16));
  fcsr = 0n;

  getX(register: number): bigint {
    return this.x[register] ?? 0n;
  }

  setX(register: number, value: bigint): void {
    this.x[register] = value;
  }

  getF(register: number): bigint {
    return this.f[register] ?? 0n;
  }

  setF(register: number, value: bigint): void {
    this.f[register] = value;
  }

  /** No reservation, ever. */
  getState(): bigint {
    return 0xffff_ffff_ffff_ffffn;
  }

  setState(): void {}

  load({ bytes }: { bytes: number }, address: bigint): bigint {
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.memory.getUint8(this.#offset(address) + i));
    return value;
  }

  store({ bytes }: { bytes: number }, address: bigint, value: bigint): undefined {
    for (let i = 0; i < bytes; i++) this.memory.setUint8(this.#offset(address) + i, Number((value >> BigInt(i * 8)) & 0xffn));
  }

  call(helper: string): never {
    throw new Error(`no helper ${helper} here`);
  }

  fp(...[op, args, rm]: Parameters<ReferenceMachine['fp']>): bigint | typeof FAULT {
    const mode = rm === 7 ? Number(this.fcsr >> 5n) : rm;
    if (fpOps[op].rounds && mode > 4) return FAULT;
    const { bits, flags } = computeFp(op, args, mode as RoundingMode);
    this.fcsr |= BigInt(flags);
    return bits;
  }

  requireFp(): boolean {
    return true;
  }

  #offset(address: bigint): number {
    return Number(address - PlainMachine.MEMORY);
  }
}
