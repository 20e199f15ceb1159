import type { Hart } from '@reprise/riscv';
import type { AccessObserver } from '@reprise/softmmu';

/** A stretch of guest virtual memory to stop at, as gdb's Z2, Z3 and Z4 packets name them. */
export interface Watchpoint {
  readonly address: bigint;
  /** In bytes, from 1 on. */
  readonly length: number;
  readonly kind: 'read' | 'write' | 'access';
}

/** A load or store that will touch a watchpoint: it is about to be carried out. */
export interface WatchpointHit {
  readonly watchpoint: Watchpoint;
  /** Index of the hart. */
  readonly hart: number;
  /** What was accessed: address and bytes. */
  readonly address: bigint;
  readonly length: number;
  readonly isWrite: boolean;
}

const PAGE_BITS = 12n;

/** Looks at every access to a page that has watchpoints; other pages cost nothing. */
export class Watchpoints implements AccessObserver {
  readonly #watchpoints: readonly Watchpoint[];
  readonly #pages: ReadonlySet<bigint>;
  readonly #holds: (hit: WatchpointHit) => boolean;

  /** `holds` is asked whether an access that hits is to be held. */
  constructor(watchpoints: readonly Watchpoint[], holds: (hit: WatchpointHit) => boolean) {
    this.#watchpoints = watchpoints;
    this.#pages = new Set(watchpoints.flatMap(pagesOf));
    this.#holds = holds;
  }

  watchesPage(high: number, low: number): boolean {
    return this.#pages.has(join(high, low) >> PAGE_BITS);
  }

  wants(high: number, low: number, bytes: number, isWrite: boolean): boolean {
    return this.#find(join(high, low), bytes, isWrite) !== undefined;
  }

  holds(hart: Hart, high: number, low: number, bytes: number, isWrite: boolean): boolean {
    const address = join(high, low);
    const watchpoint = this.#find(address, bytes, isWrite);
    return watchpoint !== undefined && this.#holds({ watchpoint, hart: hart.index, address, length: bytes, isWrite });
  }

  #find(address: bigint, bytes: number, isWrite: boolean): Watchpoint | undefined {
    const other = isWrite ? 'read' : 'write';
    return this.#watchpoints.find(({ address: start, length, kind }) => kind !== other && address < start + BigInt(length) && start < address + BigInt(bytes));
  }
}

const join = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

function pagesOf({ address, length }: Watchpoint): bigint[] {
  const pages: bigint[] = [];
  for (let page = address >> PAGE_BITS; page <= (address + BigInt(length) - 1n) >> PAGE_BITS; page++) pages.push(page);
  return pages;
}
