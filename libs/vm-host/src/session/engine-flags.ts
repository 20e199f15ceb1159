import { setFlagsFromString } from 'node:v8';

/**
 * V8 flags for a process that owns a VM; to be called before the first WebAssembly is compiled. They change speed, never state.
 * Without Liftoff, code is compiled optimised at once: V8 does not replace the frame of a loop that is running.
 */
export function setEngineFlags(): void {
  setFlagsFromString('--no-liftoff');
}
