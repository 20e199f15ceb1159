import type { Hart } from '@reprise/riscv';
import type { AccessObserver } from '@reprise/softmmu';

/** A stretch of guest virtual memory to stop at, as gdb's Z2, Z3 and Z4 packets name them. */
export interface Watchpoint {
  readonly address: bigint;
  /** In bytes, from 1 on. */
  readonly length: number;
  readonly kind: 'read' | 'write' | 'access';
}

/** A load or store that touched a watchpoint; it has been carried out. */
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
  readonly #onHit: (hit: WatchpointHit) => void;

  constructor(watchpoints: readonly Watchpoint[], onHit: (hit: WatchpointHit) => void) {
    this.#watchpoints = watchpoints;
    this.#pages = new Set(watchpoints.flatMap(pagesOf));
    this.#onHit = onHit;
  }

  watchesPage(high: number, low: number): boolean {
    return this.#pages.has(join(high, low) >> PAGE_BITS);
  }

  accessed(hart: Hart, high: number, low: number, bytes: number, isWrite: boolean): void {
    const address = join(high, low);
    for (const watchpoint of this.#watchpoints) {
      const touches = address < watchpoint.address + BigInt(watchpoint.length) && watchpoint.address < address + BigInt(bytes);
      if (touches && watchpoint.kind !== (isWrite ? 'read' : 'write')) {
        this.#onHit({ watchpoint, hart: hart.index, address, length: bytes, isWrite });
      }
    }
  }
}

const join = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

function pagesOf({ address, length }: Watchpoint): bigint[] {
  const pages: bigint[] = [];
  for (let page = address >> PAGE_BITS; page <= (address + BigInt(length) - 1n) >> PAGE_BITS; page++) pages.push(page);
  return pages;
}
