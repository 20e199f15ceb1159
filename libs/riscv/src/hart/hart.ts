import type { HostOffset } from '@reprise/bits';
import type { HostMemory } from '@reprise/memory';
import { PmpRules } from '../pmp/rules.ts';
import type { HartConfiguration } from './configuration.ts';
import { hartFields, type HartField } from './layout.ts';
import { PC, PMPADDR, PMPCFG, PRIVILEGE, RESERVATION } from './words.ts';

/** Privilege levels: RISC-V Privileged, table 1.1. */
export const Privilege = { USER: 0, SUPERVISOR: 1, MACHINE: 3 } as const;

/** Looks on as harts take exceptions and return from traps, and changes nothing. Interrupts are not told of. */
export interface TrapObserver {
  /**
   * An exception is about to be taken: pc and privilege are still those of the instruction that raised it. `handler` is the privilege that
   * takes it; the halves are those of the value that xtval gets.
   */
  raised(hart: Hart, cause: number, handler: number, tvalHigh: number, tvalLow: number): void;
  /** MRET or SRET was executed: pc and privilege are those that the hart goes on with. */
  returned(hart: Hart): void;
}

/** What a hart asks of the engine that runs it. `hart` is the hart's index. */
export interface HartPorts {
  /** mtime in ticks of 100 ns, at the start of the current instruction: an integer in 0 .. 2^53-1. */
  time(): number;
  /** Cycles of virtual time before the current instruction: an integer in 0 .. 2^53-1. */
  cycles(): number;
  /** Steps that this hart finished before the current instruction, those of the slice under way included. */
  steps(hart: number): number;
  /** The bits of the instruction at pc, 16 of them if it is compressed: what mtval holds after an illegal instruction. */
  instructionBits(hart: number): number;
  /** May a load be made at this virtual address? 0 = yes, 1 = page fault, 2 = access fault; nothing is raised. */
  probeLoad(hart: number, addressHigh: number, addressLow: number): number;
  /** Stores 64 zero bytes at an aligned virtual address; 1 = it trapped, 0 = done. */
  zeroBlock(hart: number, addressHigh: number, addressLow: number): 0 | 1;
  /** An interrupt can be taken now, the hart waits or no longer waits, or code is found elsewhere: stop after the current instruction and look. */
  endSlice(hart: number): void;
  /**
   * satp, the privilege, or SUM, MXR, MPRV or MPP changed: from the next instruction on, memory is seen through other eyes. Where it is that
   * instruction's own fetch, and control did not go elsewhere, the slice ends too.
   */
  translationChanged(hart: number): void;
  /** The PMP changed: whatever was derived from it must go. */
  protectionChanged(hart: number): void;
  /** `stimecmpDeadline` may have changed. */
  timerChanged(hart: number): void;
  /** Who looks on at traps, if anybody does. */
  readonly traps?: TrapObserver | undefined;
}

/**
 * One hart: its configuration, and its state in host memory as named 64-bit cells. Hot paths use words (words.ts) as signed
 * 32-bit halves; slow ones use `get` and `set` with unsigned bigints.
 *
 * It keeps views of the memory as it is now. Memory is shared, so they stay right when it grows.
 */
export class Hart {
  readonly index: number;
  /** Where its state is in host memory. */
  readonly offset: HostOffset;
  readonly configuration: HartConfiguration;
  readonly ports: HartPorts;
  readonly i32: Int32Array<SharedArrayBuffer>;
  readonly u64: BigUint64Array<SharedArrayBuffer>;
  /** The PMP as ranges: derived from pmpcfg and pmpaddr. */
  readonly pmp: PmpRules;
  readonly #base: number;

  /** `offset` is 8-byte aligned, with `hartBytes` there for the hart alone. */
  constructor(memory: HostMemory, offset: HostOffset, index: number, configuration: HartConfiguration, ports: HartPorts) {
    this.index = index;
    this.offset = offset;
    this.configuration = configuration;
    this.ports = ports;
    this.i32 = memory.i32;
    this.u64 = memory.u64;
    this.#base = offset / 4;
    this.pmp = new PmpRules(configuration.pmpEntries);
    this.reset();
  }

  /** Power-on or system reset: everything is zero but what is set here (RISC-V Privileged, §3.4). */
  reset(): void {
    for (const { offset, cells } of Object.values(hartFields)) {
      const first = (this.offset + offset) / 8;
      this.u64.fill(0n, first, first + cells);
    }
    this.set('pc', this.configuration.resetVector);
    this.set('privilege', BigInt(Privilege.MACHINE));
    this.setPair(RESERVATION, -1, -1);
    this.set('stimecmp', 0xffff_ffff_ffff_ffffn); // no supervisor timer before software sets one
    this.derive();
  }

  /** Rebuilds what is derived from the saved fields; call it after they changed from outside. */
  derive(): void {
    this.pmp.rebuild(this.i32, this.#base + PMPCFG, this.#base + PMPADDR);
  }

  /** A field's cell as an unsigned 64-bit value. */
  get(field: HartField, cell = 0): bigint {
    return this.u64[(this.offset + hartFields[field].offset) / 8 + cell] ?? 0n;
  }

  /** Stores `value` modulo 2^64. */
  set(field: HartField, value: bigint, cell = 0): void {
    this.u64[(this.offset + hartFields[field].offset) / 8 + cell] = value;
  }

  /** Integer register 0 .. 31. */
  x(register: number): bigint {
    return register === 0 ? 0n : this.get('x', register);
  }

  setX(register: number, value: bigint): void {
    if (register !== 0) this.set('x', value, register);
  }

  /** The low half of a word's cell, signed. */
  low(word: number): number {
    return this.i32[this.#base + word] ?? 0;
  }

  high(word: number): number {
    return this.i32[this.#base + word + 1] ?? 0;
  }

  setLow(word: number, low: number): void {
    this.i32[this.#base + word] = low;
  }

  setPair(word: number, high: number, low: number): void {
    this.i32[this.#base + word] = low;
    this.i32[this.#base + word + 1] = high;
  }

  copyPair(to: number, from: number): void {
    this.setPair(to, this.high(from), this.low(from));
  }

  get pc(): bigint {
    return this.get('pc');
  }

  setPc(high: number, low: number): void {
    this.setPair(PC, high, low);
  }

  get privilege(): number {
    return this.low(PRIVILEGE);
  }
}
