export { createJit, defaultJitOptions } from './jit.ts';
export type { Compilation, DropReason, JitObserver } from './observer.ts';
export type { Region } from './region.ts';
export type { CachedRegion } from './region-cache.ts';
export type { JitOptions } from './regions.ts';
export { printRegion } from './text.ts';
