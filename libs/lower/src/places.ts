import type { Local } from '@reprise/wasm';

/** Emits code that leaves a value on the stack. */
export type Push = () => void;

/** Where a value is: an integer, or a double as such rather than as its bits. */
export interface ValueLocal {
  readonly local: Local;
  readonly type: 'i64' | 'f64';
}
