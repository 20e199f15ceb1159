/** A name in code. */
export interface CodeSymbol {
  readonly name: string;
  /** A virtual address. */
  readonly start: bigint;
  /** Bytes; 0 if nobody said. */
  readonly size: bigint;
  /** False for a label: the code that it stands in may belong to a function around it. */
  readonly isFunction: boolean;
}

/** What an address is in a program. */
export interface CodePlace {
  readonly name: string;
  readonly start: bigint;
  /** Address behind the code that has the name. */
  readonly end: bigint;
  /** Bytes from the start. */
  readonly offset: bigint;
}

/** Code whose size nobody said and that no other symbol follows is taken to be no longer. */
const LONGEST_UNSIZED = 0x1_0000n;
/** Symbols before an address that are looked at for one that covers it. */
const MOST_NESTED = 64;

/** Names by address. */
export class SymbolTable {
  readonly #symbols: readonly CodeSymbol[];
  readonly #starts: BigUint64Array;

  constructor(symbols: Iterable<CodeSymbol>) {
    this.#symbols = [...symbols].sort(compare);
    this.#starts = BigUint64Array.from(this.#symbols, ({ start }) => start);
  }

  get size(): number {
    return this.#symbols.length;
  }

  *[Symbol.iterator](): Iterator<CodeSymbol> {
    yield* this.#symbols;
  }

  /** The function that covers an address, else the label that it is behind. */
  lookup(address: bigint): CodePlace | undefined {
    const last = this.#lastUpTo(address);
    let label: CodePlace | undefined;
    for (let index = last; index >= 0 && index > last - MOST_NESTED; index--) {
      const symbol = this.#symbols[index];
      if (!symbol) break;
      const end = this.#endOf(symbol, index);
      if (address >= end) continue;
      const place = { name: symbol.name, start: symbol.start, end, offset: address - symbol.start };
      if (symbol.isFunction) return place;
      label ??= place;
    }
    return label;
  }

  /** Both tables in one. */
  with(other: SymbolTable): SymbolTable {
    return new SymbolTable([...this.#symbols, ...other.#symbols]);
  }

  #endOf({ start, size }: CodeSymbol, index: number): bigint {
    if (size > 0n) return start + size;
    let next = index + 1;
    while (this.#starts[next] === start) next++;
    const following = this.#starts[next];
    const longest = start + LONGEST_UNSIZED;
    return following === undefined || following > longest ? longest : following;
  }

  /** Index of the last symbol at or before an address; -1 if there is none. */
  #lastUpTo(address: bigint): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** By address; of those at one address, the one to be shown comes last. */
function compare(a: CodeSymbol, b: CodeSymbol): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  if (a.isFunction !== b.isFunction) return a.isFunction ? 1 : -1;
  if ((a.size > 0n) !== (b.size > 0n)) return a.size > 0n ? 1 : -1;
  return a.name === b.name ? 0 : prefers(a.name, b.name) ? 1 : -1;
}

/** `main` is shown rather than `__main`, and otherwise what comes first in the alphabet. */
function prefers(a: string, b: string): boolean {
  const underscores = (name: string): number => /^_*/.exec(name)?.[0].length ?? 0;
  return underscores(a) === underscores(b) ? a < b : underscores(a) < underscores(b);
}
