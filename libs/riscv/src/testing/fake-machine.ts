import { HostMemory } from '@reprise/memory';
import { hartConfiguration, type HartConfiguration } from '../hart/configuration.ts';
import { Hart, type HartPorts, type TrapObserver } from '../hart/hart.ts';
import { helperCalls, type HelperName } from '../hart/helper-calls.ts';
import { hartBytes } from '../hart/layout.ts';
import { translateData } from '../mmu/context.ts';
import { PageWalker, type PageTablePort } from '../mmu/page-walker.ts';
import { AccessKind } from '../trap/causes.ts';

/** Where the fake machine's RAM is in physical memory. */
export const RAM = 0x8000_0000;
export const RAM_BYTES = 0x10_0000;

/** A hart with plain memory and no engine: time stands where a test puts it, and what the ports were told is counted. */
export class FakeMachine implements HartPorts, PageTablePort {
  readonly hart: Hart;
  readonly walker: PageWalker;
  readonly told = { endSlice: 0, translationChanged: 0, protectionChanged: 0, timerChanged: 0 };
  readonly entriesRead: number[] = [];
  readonly entriesUpdated: number[] = [];
  readonly zeroed: bigint[] = [];
  traps: TrapObserver | undefined;
  ticks = 0;
  cycleCount = 0;
  stepCount = 0;
  /** What the illegal instruction looks like. */
  bits = 0xdead_beef;
  readonly #memory = new HostMemory();
  readonly #ram: number;

  constructor(changes: Partial<HartConfiguration> = {}) {
    const offset = this.#memory.allocate(hartBytes);
    this.#ram = this.#memory.allocate(RAM_BYTES);
    this.hart = new Hart(this.#memory, offset, 0, hartConfiguration(changes), this);
    this.walker = new PageWalker(this.#memory, this);
  }

  time(): number {
    return this.ticks;
  }

  cycles(): number {
    return this.cycleCount;
  }

  steps(): number {
    return this.stepCount;
  }

  instructionBits(): number {
    return this.bits;
  }

  probeLoad(_hart: number, high: number, low: number): number {
    return translateData(this.walker, this.hart, high, low, 1, AccessKind.READ);
  }

  zeroBlock(_hart: number, high: number, low: number): 0 {
    this.zeroed.push((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
    return 0;
  }

  endSlice(): void {
    this.told.endSlice++;
  }

  translationChanged(): void {
    this.told.translationChanged++;
  }

  protectionChanged(): void {
    this.told.protectionChanged++;
  }

  timerChanged(): void {
    this.told.timerChanged++;
  }

  hostOffset(address: number, length: number): number {
    return address >= RAM && address + length <= RAM + RAM_BYTES ? this.#ram + address - RAM : -1;
  }

  entryRead(offset: number): void {
    this.entriesRead.push(offset - this.#ram + RAM);
  }

  beforeEntryUpdate(offset: number): void {
    this.entriesUpdated.push(offset - this.#ram + RAM);
  }

  read64(address: number): bigint {
    return this.#memory.u64[this.hostOffset(address, 8) / 8] ?? 0n;
  }

  write64(address: number, value: bigint): void {
    this.#memory.u64[this.hostOffset(address, 8) / 8] = value;
  }

  /** Calls a helper with these arguments; gives what it returns. */
  call(name: HelperName, ...operands: readonly bigint[]): 0 | 1 {
    for (const [cell, operand] of operands.entries()) this.hart.set('arguments', operand, cell);
    return helperCalls[name](this.hart);
  }

  /** The result of the latest call. */
  get result(): bigint {
    return this.hart.get('arguments');
  }
}
