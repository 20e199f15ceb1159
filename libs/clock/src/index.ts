export type { VirtualClock } from './virtual-clock.ts';
export { ManualClock } from './virtual-clock.ts';
export type { Timer, TimerCallback } from './timer-list.ts';
export { NEVER, TimerList } from './timer-list.ts';
