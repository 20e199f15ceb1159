import type { Assignment, Ended, Head } from '@reprise/contracts';
import { encodeCrashRecord } from '@reprise/crash';
import type { Run } from '@reprise/vm';
import type { ConsoleWatch } from './console-watch.ts';
import { isCrash, messageAfter, stateAfter, type Came } from './outcome.ts';

/** All that a run came to, as it is reported. */
export interface EndFacts extends Omit<Came, 'hasSucceeded'> {
  readonly error: unknown;
  readonly head: Head | null;
  readonly artefacts: Ended['artefacts'];
  readonly answers: Ended['answers'];
}

/** The report of a run's end; the run is where it ended, and its console was taken. */
export function endedOf({ job, until }: Pick<Assignment, 'job' | 'until'>, run: Run, console: ConsoleWatch, facts: EndFacts): Omit<Ended, 'epoch'> {
  const { exitCode, crash, error, head, artefacts, answers } = facts;
  const isUntil = facts.reason === 'instruction-limit' && until !== null && 'instructions' in until && run.icount === until.instructions;
  const came: Came = { reason: isUntil ? 'until' : facts.reason, exitCode, crash, hasSucceeded: console.hasSucceeded };
  return {
    state: stateAfter(came, job),
    head,
    end: {
      reason: came.reason,
      exitCode,
      state: run.digest(),
      icount: run.icount,
      consoleBytes: console.total,
      consoleSha256: console.sha256(),
      message: error instanceof Error ? error.message : messageAfter(came, job),
    },
    crash: crash && isCrash(crash) ? (JSON.parse(encodeCrashRecord(crash)) as Record<string, unknown>) : null, // an object, as all records are
    artefacts,
    answers,
  };
}
