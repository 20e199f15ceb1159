import type { Timer, TimerList } from '@reprise/clock';
import { stimecmpDeadline, updateStimecmp, type Hart, type HartPorts, type Slice, type TrapObserver } from '@reprise/riscv';
import type { MemoryAccess, Softmmu } from '@reprise/softmmu';
import { VirtualTime } from './virtual-time.ts';

/** The time that harts read, where a device keeps it: a guest may have set it. */
export interface MtimeSource {
  /** In ticks; null where there is none, and virtual time counts. */
  readMtime(): number | null;
  onMtimeMoved(listener: () => void): void;
}

/**
 * What the harts ask of the engine. It exists before they do; `connect` gives it what is built on top of them, and until then nothing can
 * be asked but the time.
 */
export class EngineHartPorts implements HartPorts {
  traps: TrapObserver | undefined;
  readonly #slice: Slice;
  readonly #time: VirtualTime;
  readonly #timers: TimerList;
  #harts: readonly Hart[] = [];
  #supervisorTimers: readonly Timer[] = [];
  #softmmu: Softmmu | undefined;
  #access: MemoryAccess | undefined;
  #mtime: MtimeSource | undefined;
  /** Ticks that mtime is ahead of virtual time. */
  #ahead = 0;

  constructor(slice: Slice, time: VirtualTime, timers: TimerList) {
    this.#slice = slice;
    this.#time = time;
    this.#timers = timers;
  }

  connect(harts: readonly Hart[], softmmu: Softmmu, access: MemoryAccess, mtime?: MtimeSource): void {
    this.#harts = harts;
    this.#softmmu = softmmu;
    this.#access = access;
    this.#supervisorTimers = harts.map((hart) => this.#timers.timer(`hart${hart.index}.stimecmp`, () => updateStimecmp(hart)));
    this.#mtime = mtime;
    mtime?.onMtimeMoved(() => this.#timeMoved());
    this.refresh();
  }

  /** Derives again what hangs on the harts' state, after it was replaced. */
  refresh(): void {
    this.#readAhead();
    for (const hart of this.#harts) {
      hart.derive();
      this.#softmmu?.translationChanged(hart);
      this.timerChanged(hart.index);
    }
  }

  time(): number {
    return this.#time.ticks() + this.#ahead;
  }

  cycles(): number {
    return this.#time.now();
  }

  steps(index: number): number {
    const hart = this.#harts[index];
    if (!hart) return 0;
    return Number(hart.get('steps')) + (this.#slice.hart === hart ? Math.max(0, this.#slice.taken - 1) : 0);
  }

  instructionBits(index: number): number {
    const hart = this.#harts[index];
    return hart && this.#access ? this.#access.instructionBits(hart) : 0;
  }

  probeLoad(index: number, high: number, low: number): number {
    const hart = this.#harts[index];
    return hart && this.#access ? this.#access.probeLoad(hart, high, low) : 2;
  }

  zeroBlock(index: number, high: number, low: number): 0 | 1 {
    const hart = this.#harts[index];
    if (!hart || !this.#access) throw new Error('a store before the hart is connected');
    return this.#access.zeroBlock(hart, high, low);
  }

  endSlice(): void {
    this.#slice.end();
  }

  translationChanged(index: number): void {
    const hart = this.#harts[index];
    if (hart) this.#softmmu?.translationChanged(hart);
  }

  protectionChanged(): void {
    this.#softmmu?.flush();
  }

  timerChanged(index: number): void {
    const hart = this.#harts[index];
    const timer = this.#supervisorTimers[index];
    if (!hart || !timer) return;
    const ticks = stimecmpDeadline(hart);
    if (ticks === null) timer.cancel();
    else timer.set(VirtualTime.ticksToNs(ticks - this.#ahead));
  }

  #readAhead(): void {
    this.#ahead = (this.#mtime?.readMtime() ?? this.#time.ticks()) - this.#time.ticks();
  }

  #timeMoved(): void {
    this.#readAhead();
    for (const hart of this.#harts) {
      updateStimecmp(hart);
      this.timerChanged(hart.index);
    }
  }
}
