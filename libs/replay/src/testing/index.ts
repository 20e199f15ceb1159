export { HARTS_GUEST, toPowerOff } from './harts-guest.ts';
export { recordGuest, small, type Recorded } from './record-guest.ts';
export { virtRun, type VirtRun } from './virt-run.ts';
