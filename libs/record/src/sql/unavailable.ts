import { ControlError } from '@reprise/control';

/** Classes of SQLSTATE (PostgreSQL, appendix A) that say that the server cannot now: connection, resources, operator intervention, system. */
const CLASSES: ReadonlySet<string> = new Set(['08', '53', '57', '58']);
/** What was undone because of another transaction: serialization failure, deadlock. */
const STATES: ReadonlySet<string> = new Set(['40001', '40P01', '25006']);
const SYSTEM = /^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN|NOTFOUND|NOENT)/;
/** Errors of node-postgres that have no code. */
const TEXTS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end|PGlite (is|failed)|is closed/i;

/** The error as the ports have it: record.unavailable where trying again may help, else as it is. */
export function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ControlError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isAway = CLASSES.has(code.slice(0, 2)) && code.length === 5;
  if (!isAway && !STATES.has(code) && !SYSTEM.test(code) && !TEXTS.test(error.message)) return error;
  return new ControlError('record.unavailable', `the record's database cannot be had now: ${error.message}`, {}, { cause: error });
}
