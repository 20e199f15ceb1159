export { emitFp, type FastRounding, type FpTarget } from './emit-fp.ts';
export { emitAddend, emitIsOnPage, emitLoad, emitProbe, emitStore, emitTlbEntry, lookUpsOf, type ProbeTarget } from './emit-memory.ts';
export { counterNames, Counters, type CounterName } from './counters.ts';
export { HartAccess } from './hart-access.ts';
export { helpersOf } from './helpers.ts';
export { intrinsicsOf, type Intrinsics } from './lower-ops.ts';
export { emitProgram, type EmitTarget, type Leaf } from './program-emitter.ts';
export type { Push, ValueLocal } from './places.ts';
export { emitJumpEntry, emitJumpHit, emitJumpRegion, RegionExit, regionType } from './emit-jump.ts';
