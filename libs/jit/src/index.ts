export { createJit, defaultJitOptions } from './jit.ts';
export type { JitOptions } from './regions.ts';
