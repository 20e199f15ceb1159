import type { Watchpoint } from '@reprise/vm';
import type { GdbTarget, StopEvent } from '../target/target.ts';
import { numberOf } from './hex.ts';

/** Watchpoints by the type in a Z packet. */
const WATCH_KINDS: Readonly<Record<string, Watchpoint['kind']>> = { '2': 'write', '3': 'read', '4': 'access' };
/** What gdb calls a hit of each. */
const HIT_NAMES = { write: 'watch', read: 'rwatch', access: 'awatch' } as const;

const MOST_BREAKPOINTS = 4096;

/** gdb's signal numbers (include/gdb/signals.def). */
const Signal = { INT: '02', TRAP: '05', ABRT: '06', TERM: '0f' } as const;

/** The breakpoints and watchpoints that gdb has set, and what was last reported to it. */
export class Stops {
  /** The reply to `?`. */
  last: string;
  readonly #target: GdbTarget;
  readonly #breakpoints = new Map<string, bigint>();
  readonly #watchpoints = new Map<string, Watchpoint>();

  constructor(target: GdbTarget) {
    this.#target = target;
    this.last = trap(target.current());
  }

  /** `Z` with `type,address,kind`; false for a type that there is not. */
  insert(packet: string): boolean {
    const parsed = parse(packet);
    if (!parsed || this.#breakpoints.size + this.#watchpoints.size >= MOST_BREAKPOINTS) return false;
    if (typeof parsed === 'bigint') this.#breakpoints.set(packet, parsed);
    else this.#watchpoints.set(packet, parsed);
    this.#apply(typeof parsed === 'bigint');
    return true;
  }

  remove(packet: string): boolean {
    const parsed = parse(packet);
    if (!parsed) return false;
    if (typeof parsed === 'bigint') this.#breakpoints.delete(packet);
    else this.#watchpoints.delete(packet);
    this.#apply(typeof parsed === 'bigint');
    return true;
  }

  /** Takes all away: gdb leaves. */
  clear(): void {
    this.#breakpoints.clear();
    this.#watchpoints.clear();
    this.#apply(true);
    this.#apply(false);
  }

  /** The stop reply packet for an event. */
  report(event: StopEvent): string {
    this.last = reply(event, this.#target.current());
    return this.last;
  }

  #apply(breakpoints: boolean): void {
    if (breakpoints) this.#target.setBreakpoints(new Set(this.#breakpoints.values()));
    else this.#target.setWatchpoints([...this.#watchpoints.values()]);
  }
}

function parse(packet: string): bigint | Watchpoint | undefined {
  const [type = '', addressText, lengthText] = packet.split(/[,;]/);
  const address = numberOf(addressText);
  const length = numberOf(lengthText);
  if (address === undefined || length === undefined) return undefined;
  if (type === '0' || type === '1') return address;
  const kind = WATCH_KINDS[type];
  return kind && length > 0n && length <= 4096n ? { address, length: Number(length), kind } : undefined;
}

const stopped = (signal: string, thread: number, detail = ''): string => `T${signal}thread:${(thread + 1).toString(16)};${detail}`;

const trap = (thread: number, detail = ''): string => stopped(Signal.TRAP, thread, detail);

/** The stop reply packet for an event; `current` is the thread that has its turn. */
function reply(event: StopEvent, current: number): string {
  switch (event.kind) {
    case 'step':
      return trap(event.thread);
    case 'breakpoint':
      return trap(event.thread, 'hwbreak:;');
    case 'watchpoint':
      return trap(event.thread, `${HIT_NAMES[event.watchpoint.kind]}:${event.watchpoint.address.toString(16)};`);
    case 'history':
      return trap(current, `replaylog:${event.end};`);
    case 'interrupted':
    case 'idle':
      return stopped(Signal.INT, current);
    case 'exited':
      return `W${(event.code & 0xff).toString(16).padStart(2, '0')}`;
    case 'ended':
      return `X${Signal.TERM}`;
    case 'failed':
      return stopped(Signal.ABRT, current);
  }
}
