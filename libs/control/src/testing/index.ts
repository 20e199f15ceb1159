import { commandCases } from './command-cases.ts';
import { gcCases } from './gc-cases.ts';
import { ownershipCases } from './ownership-cases.ts';
import { resourceCases } from './resource-cases.ts';
import { runCases } from './run-cases.ts';
import type { RecordCase } from './world.ts';

export { crashRecordOf, endOf, fails, headOf, jobOf, ListQueue, ManualClock, PROJECT, stateOf, World, type RecordCase } from './world.ts';

/** What every record must do, whatever it is made of, with the use cases over it. */
export const recordCases: readonly RecordCase[] = [...ownershipCases, ...commandCases, ...runCases, ...resourceCases, ...gcCases];
