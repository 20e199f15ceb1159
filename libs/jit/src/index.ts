export { createJit, defaultJitOptions, type JitOptions } from './jit.ts';
