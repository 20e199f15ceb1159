export { Disk, type DiskPages, type ImageSource } from './disk.ts';
export { Engine, type EngineLimits, type EngineStop } from './engine.ts';
export type { InputEvent, Instant, StampedEvent } from './events.ts';
export { EngineHartPorts } from './hart-ports.ts';
export { Run, type RunEnvironment, type RunLimits, type RunMachine, type RunOptions, type RunStop } from './run.ts';
export { runStates, RunState, type RunStateHandler, type RunStateName } from './run-state.ts';
export type { SavedRun } from './saved-run.ts';
export { SeededEntropy } from './seeded-entropy.ts';
export { VirtualTime } from './virtual-time.ts';
