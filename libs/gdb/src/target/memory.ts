import { PAGE_SIZE } from '@reprise/memory';
import { Translation, type Hart, type PageWalker } from '@reprise/riscv';
import type { RunMachine } from '@reprise/vm';

/** A stretch of one page, at its physical address. */
interface Part {
  readonly physical: number;
  readonly at: number;
  readonly length: number;
}

/** Guest memory as a debugger sees it: by virtual address, without a trace in the guest. */
export class DebuggerMemory {
  readonly #machine: Pick<RunMachine, 'space' | 'memory' | 'tracker'>;
  readonly #walker: PageWalker;

  constructor(machine: Pick<RunMachine, 'space' | 'memory' | 'tracker'>, walker: PageWalker) {
    this.#machine = machine;
    this.#walker = walker;
  }

  /**
   * The bytes from an address on, up to the first that is not mapped, as the hart sees them in its mode or in another. Device registers are
   * read without their side effects.
   */
  read(hart: Hart, address: bigint, length: number, privilege: number = hart.privilege): Uint8Array {
    const bytes = new Uint8Array(length);
    let done = 0;
    for (const { physical, at, length: count } of this.#parts(hart, address, length, privilege)) {
      const into = bytes.subarray(at, at + count);
      const host = this.#machine.space.hostOffset(physical, count, false);
      const readable = host >= 0 ? count : this.#peek(physical, into);
      if (host >= 0) into.set(this.#machine.memory.u8.subarray(host, host + count));
      done = at + readable;
      if (readable < count) break;
    }
    return bytes.slice(0, done);
  }

  /** Looks at registers, whose bytes read as zero where a look would have a side effect; how many are mapped. */
  #peek(physical: number, into: Uint8Array): number {
    const { space } = this.#machine;
    for (let i = 0; i < into.length; i++) {
      if (!space.lookup(physical + i)) return i;
      into[i] = space.peek(physical + i) ?? 0;
    }
    return into.length;
  }

  /** Writes RAM; false, and nothing is written, when not all of it is RAM. */
  write(hart: Hart, address: bigint, bytes: Uint8Array): boolean {
    const { space, memory, tracker } = this.#machine;
    const parts = [...this.#parts(hart, address, bytes.length, hart.privilege)].map((part) => ({ ...part, host: space.hostOffset(part.physical, part.length, true) }));
    const covered = parts.reduce((total, part) => total + part.length, 0);
    if (covered !== bytes.length || parts.some(({ host }) => host < 0)) return false;
    for (const { host, at, length } of parts) {
      tracker.beforeWrite(host, length);
      memory.u8.set(bytes.subarray(at, at + length), host);
    }
    return true;
  }

  *#parts(hart: Hart, address: bigint, length: number, privilege: number): Generator<Part> {
    for (let at = 0; at < length; ) {
      const virtual = BigInt.asUintN(64, address + BigInt(at));
      const count = Math.min(length - at, PAGE_SIZE - Number(virtual & BigInt(PAGE_SIZE - 1)));
      const status = this.#walker.peek(hart, Number(BigInt.asIntN(32, virtual >> 32n)), Number(BigInt.asIntN(32, virtual)), privilege);
      if (status !== Translation.OK) return;
      yield { physical: this.#walker.physical, at, length: count };
      at += count;
    }
  }
}
