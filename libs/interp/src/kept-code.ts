/**
 * What another process has generated and compiled before, where the host keeps such things. It changes how soon a run is fast, and nothing else. Keys say
 * all that a thing depends on beside the version of what makes it.
 */
export interface KeptCode {
  /** Whether this process makes what others are to find: then there is nothing for it to find. */
  readonly isKeeping: boolean;
  /** The module that was kept under a key, if there is one. */
  module(key: string): WebAssembly.Module | undefined;
  /** What `make` makes at the end of the process is to be kept, if this one keeps such things. */
  keep(key: string, make: () => MadeModule): void;
  /** Fills memory, which is all zeros so far, with what such memory held in the end. */
  table(key: string, memory: Uint8Array): void;
}

/** A module to keep. */
export interface MadeModule {
  readonly bytes: Uint8Array;
  readonly module: WebAssembly.Module;
}

export const nothingKept: KeptCode = { isKeeping: false, module: () => undefined, keep: () => undefined, table: () => undefined };
