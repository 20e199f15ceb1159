/**
 * What snapshots cost, on this machine and now:
 *
 *     node test/bench/snapshot.ts [--count N] [NAME ...]      names of cases; all by default
 *
 * The pause is the time in which the guest is held: on the clock, and without what others took of the processor meanwhile, which says most on
 * a machine that has other things to do. Nothing here passes or fails. The project must be built.
 */
import { runCases } from './run-cases.ts';
import { idleCases, pauseCases, restoreCases } from './snapshot-cases.ts';

await runCases([...pauseCases, ...idleCases, ...restoreCases], 100);
