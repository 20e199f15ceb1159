import type { Watchpoint } from '@reprise/vm';
import { numberOf } from './hex.ts';
import type { GdbTarget, StopEvent } from './target.ts';

/** Watchpoints by the type in a Z packet. */
const WATCH_KINDS: Readonly<Record<string, Watchpoint['kind']>> = { '2': 'write', '3': 'read', '4': 'access' };
/** What gdb calls a hit of each. */
const HIT_NAMES = { write: 'watch', read: 'rwatch', access: 'awatch' } as const;

const MOST_BREAKPOINTS = 4096;

/** gdb's signal numbers (include/gdb/signals.def). */
const Signal = { INT: 2, TRAP: 5, ABRT: 6 } as const;

/** The breakpoints and watchpoints that gdb has set, and what was last reported to it. */
export class Stops {
  /** The reply to `?`. */
  last = `T0${Signal.TRAP}thread:1;`;
  readonly #target: GdbTarget;
  readonly #breakpoints = new Map<string, bigint>();
  readonly #watchpoints = new Map<string, Watchpoint>();

  constructor(target: GdbTarget) {
    this.#target = target;
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
  report(event: StopEvent, thread: number): string {
    this.last = reply(event, (thread + 1).toString(16));
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

function reply(event: StopEvent, thread: string): string {
  const trap = (detail = ''): string => `T0${Signal.TRAP}thread:${thread};${detail}`;
  switch (event.kind) {
    case 'step':
      return trap();
    case 'breakpoint':
      return trap('hwbreak:;');
    case 'watchpoint':
      return trap(`${HIT_NAMES[event.watchpoint.kind]}:${event.watchpoint.address.toString(16)};`);
    case 'history':
      return trap(`replaylog:${event.end};`);
    case 'interrupted':
    case 'idle':
      return `T0${Signal.INT}thread:${thread};`;
    case 'exited':
      return `W${(event.code & 0xff).toString(16).padStart(2, '0')}`;
    case 'failed':
      return `T0${Signal.ABRT}thread:${thread};`;
  }
}
