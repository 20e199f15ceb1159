/** What kind of answer an error is: whoever speaks a protocol maps these to its statuses. */
export type ErrorKind = 'invalid' | 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'changed' | 'limit' | 'unavailable';

/** Stable codes, for programs, with their kinds. */
export const errorKinds = {
  'batch.invalid': 'invalid',
  'batch.not_found': 'missing',
  'batch.too_large': 'limit',
  'collection.foreign': 'conflict',
  'collection.not_found': 'missing',
  'collection.slow': 'unavailable',
  'command.not_found': 'missing',
  'crash.invalid': 'invalid',
  'crash.not_found': 'missing',
  'cursor.invalid': 'invalid',
  'idempotency.conflict': 'conflict',
  'image.in_use': 'conflict',
  'image.invalid': 'invalid',
  'image.not_found': 'missing',
  'job.invalid': 'invalid',
  'key.forbidden': 'forbidden',
  'key.invalid': 'invalid',
  'key.not_found': 'missing',
  'key.unknown': 'unauthenticated',
  'object.condemned': 'conflict',
  'origin.invalid': 'invalid',
  'queue.unavailable': 'unavailable',
  'queue.unsafe': 'unavailable',
  'record.unavailable': 'unavailable',
  'run.ambiguous': 'conflict',
  'run.changed': 'changed',
  'run.ended': 'conflict',
  'run.head_behind': 'conflict',
  'run.head_invalid': 'invalid',
  'run.not_ended': 'conflict',
  'run.not_found': 'missing',
  'run.not_owner': 'conflict',
  'run.not_paused': 'conflict',
  'run.not_pending': 'conflict',
  'run.not_prepared': 'conflict',
  'run.not_running': 'conflict',
  'snapshot.not_found': 'missing',
  'snapshot.in_use': 'conflict',
  'upload.changed': 'conflict',
  'upload.not_found': 'missing',
  'worker.not_found': 'missing',
  'worker.not_available': 'conflict',
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ControlErrorCode = keyof typeof errorKinds;

/** Why something cannot be done. The message says what was wrong, where, and what would be right. */
export class ControlError extends Error {
  override name = 'ControlError';
  readonly code: ControlErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ControlErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }
}
