import { readCsr, writeCsr, type Hart } from '@reprise/riscv';
import { GdbRegister, registerBits } from './description.ts';

/** The registers of harts by gdb's numbers. */
export class HartRegisters {
  readonly #harts: readonly Hart[];

  constructor(harts: readonly Hart[]) {
    this.#harts = harts;
  }

  /** Bytes of a register in a packet. */
  bytesOf(register: number): 4 | 8 {
    const [hart] = this.#harts;
    return hart && registerBits(register, hart.configuration.extensions) === 32 ? 4 : 8;
  }

  /** Undefined for a register that there is not. */
  read(thread: number, register: number): bigint | undefined {
    const hart = this.#harts[thread];
    if (!hart) return undefined;
    if (register < GdbRegister.PC) return hart.x(register - GdbRegister.X);
    if (register === GdbRegister.PC) return hart.pc;
    if (register < GdbRegister.CSR) return hart.get('f', register - GdbRegister.F);
    if (register < GdbRegister.PRIVILEGE) return readCsr(hart, register - GdbRegister.CSR);
    return register === GdbRegister.PRIVILEGE ? BigInt(hart.privilege) : undefined;
  }

  /** False for one that cannot be written. */
  write(thread: number, register: number, value: bigint): boolean {
    const hart = this.#harts[thread];
    if (!hart) return false;
    if (register < GdbRegister.PC) hart.setX(register - GdbRegister.X, value);
    else if (register === GdbRegister.PC) hart.set('pc', value & ~1n);
    else if (register < GdbRegister.CSR) hart.set('f', value, register - GdbRegister.F);
    else if (register < GdbRegister.PRIVILEGE) return writeCsr(hart, register - GdbRegister.CSR, value);
    else return false;
    return true;
  }
}
