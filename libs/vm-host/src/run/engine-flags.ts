import { setFlagsFromString } from 'node:v8';

/**
 * V8 flags for a process that has a VM, to be set before its WebAssembly is compiled. They change speed, never state: see
 * docs/adr/0014-regions-leave-to-the-interpreter.md for why the checks are not needed.
 */
const ENGINE_FLAGS = ['--experimental-wasm-branch-hinting', '--no-wasm-stack-checks', '--no-wasm-bounds-checks'];

export function setEngineFlags(): void {
  for (const flag of ENGINE_FLAGS) setFlagsFromString(flag);
}
