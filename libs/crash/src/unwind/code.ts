import { readU32 } from '@reprise/bits';
import { Decoder, isCompressed, type Decoded } from '@reprise/isa';
import { instructionExtensions, instructionTables, type Hart } from '@reprise/riscv';

/** Guest memory as a hart sees it in a mode; looking changes nothing. */
export interface MemoryView {
  /** The bytes from a virtual address on, up to the first that is not mapped. */
  read(address: bigint, length: number, privilege: number): Uint8Array;
}

const RA = 1;

/** Instructions in guest memory. */
export class Code {
  readonly memory: MemoryView;
  readonly #decoder: Decoder;

  constructor(memory: MemoryView, decoder: Decoder) {
    this.memory = memory;
    this.#decoder = decoder;
  }

  /** The instruction at an address; undefined where there is none. */
  at(address: bigint, privilege: number): Decoded | undefined {
    if ((address & 1n) !== 0n) return undefined;
    const bytes = this.memory.read(address, 4, privilege);
    if (bytes.length < 2) return undefined;
    const word = bytes.length < 4 ? (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) : readU32(bytes, 0) | 0;
    return bytes.length < 4 && !isCompressed(word) ? undefined : this.#decoder.decode(word);
  }

  /**
   * The call that would return to an address: what stands before it is a jump that leaves its return address in ra. `target` is where it
   * goes, if that is written in it.
   */
  callBefore(address: bigint, privilege: number): { readonly at: bigint; readonly target: bigint | undefined } | undefined {
    for (const length of [4, 2] as const) {
      const at = BigInt.asUintN(64, address - BigInt(length));
      const call = this.at(at, privilege);
      if (!call || call.length !== length || call.rd !== RA) continue;
      if (call.instruction.name === 'jal') return { at, target: BigInt.asUintN(64, at + BigInt(call.imm)) };
      if (call.instruction.name === 'jalr') return { at, target: this.#farTarget(at, call, privilege) };
    }
    return undefined;
  }

  /** A far call: `auipc` just before the jump holds the upper part of its target. */
  #farTarget(at: bigint, call: Decoded, privilege: number): bigint | undefined {
    const upper = this.at(at - 4n, privilege);
    if (upper?.instruction.name !== 'auipc' || upper.length !== 4 || upper.rd !== call.rs1) return undefined;
    return BigInt.asUintN(64, at - 4n + BigInt(upper.imm) + BigInt(call.imm));
  }
}

/** The decoder for a hart's instructions. */
export function decoderOf(hart: Hart): Decoder {
  const { instructions, compressed } = instructionTables(instructionExtensions(hart.configuration.extensions));
  return new Decoder(instructions, compressed);
}
