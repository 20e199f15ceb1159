import { setFlagsFromString } from 'node:v8';

/**
 * How much of a JavaScript function is executed until V8's best compiler takes it: 16 times its default. What is hot in the guest is WebAssembly. Of
 * the processor time of a boot, V8 spent a tenth on compiling JavaScript that was executed for a second, and most of that is saved.
 */
const INTERRUPT_BUDGET = '--interrupt-budget=2160000';

/**
 * V8 flags for a process that has a VM, to be set before its WebAssembly is compiled. They change speed, never state: see
 * docs/adr/0014-regions-leave-to-the-interpreter.md for why the checks are not needed.
 */
const ENGINE_FLAGS = ['--experimental-wasm-branch-hinting', '--no-wasm-stack-checks', '--no-wasm-bounds-checks', INTERRUPT_BUDGET];

export function setEngineFlags(): void {
  for (const flag of ENGINE_FLAGS) setFlagsFromString(flag);
}
