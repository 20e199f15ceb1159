export { evaluate, type Located, type Outcome } from './evaluate.ts';
export { computeFp } from './floating-point.ts';
export { operate } from './operations.ts';
export { FAULT, type Fault, type ReferenceMachine } from './reference-machine.ts';
export { ReferenceTier } from './reference-tier.ts';
