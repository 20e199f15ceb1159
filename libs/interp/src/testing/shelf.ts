import type { KeptCode, MadeModule } from '../kept-code.ts';

/** Keeps code in memory: for the machine that makes it, and then for others. */
export class Shelf {
  readonly #modules = new Map<string, () => MadeModule>();
  readonly #tables = new Map<string, Uint8Array>();
  /** Keys of the modules that were asked for and are there. */
  readonly taken = new Set<string>();

  readonly keeping: KeptCode = {
    isKeeping: true,
    module: () => undefined,
    keep: (key, make) => void this.#modules.set(key, make),
    table: (key, memory) => void this.#tables.set(key, memory),
  };

  readonly kept: KeptCode = {
    isKeeping: false,
    module: (key) => {
      const make = this.#modules.get(key);
      if (make) this.taken.add(key);
      return make?.().module;
    },
    keep: () => undefined,
    table: (key, memory) => {
      const table = this.#tables.get(key);
      if (table) memory.set(table);
    },
  };
}
