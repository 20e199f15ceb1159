/**
 * What recordings cost, and how soon any instant of one is reached, on this machine and now:
 *
 *     node test/bench/recording.ts [--count N] [NAME ...]      names of cases; all by default
 *
 * Overhead is that of a run that is recorded over the same run that is not, in turn, as medians: of the processor time of the thread that runs
 * the guest, of that together with the thread of the snapshots, and on the clock. Nothing here passes or fails. The project must be built.
 */
import { runCases } from './run-cases.ts';
import { overheadCases, seekCases } from './recording-cases.ts';

await runCases([...overheadCases, ...seekCases], 10);
