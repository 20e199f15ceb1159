/**
 * What another process has generated and compiled before, where the host keeps such things. It changes how soon a run is fast, and nothing else. Keys say
 * all that a thing depends on beside the version of what makes it.
 */
export interface KeptCode {
  /** The module that was kept under a key, if there is one. */
  module(key: string): WebAssembly.Module | undefined;
  /** There was none, and it was compiled from these bytes. */
  compiled(key: string, module: WebAssembly.Module, bytes: Uint8Array): void;
  /** Fills memory, which is all zeros so far, with what such memory held in the end. */
  table(key: string, memory: Uint8Array): void;
}

export const nothingKept: KeptCode = { module: () => undefined, compiled: () => undefined, table: () => undefined };
