import type { Case } from './case.ts';
import { RAM_BYTES } from './machine.ts';
import { Random } from './random.ts';

const noise = new Random(1, 'noise').bytes(RAM_BYTES);
const zeros = new Uint8Array(RAM_BYTES);

/** What RAM holds where a case does not say otherwise. There are only two of them, so that pages can be put back. */
export const backgroundOf = (each: Case): Uint8Array => (each.noise ? noise : zeros);
