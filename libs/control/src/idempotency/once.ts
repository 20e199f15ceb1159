import { ControlError } from '../errors.ts';
import type { Ports, RecordTables } from '../ports.ts';
import { requestHash } from '../run/run-key.ts';

/** A request that may come twice and is to be done once. */
export interface Idempotency {
  /** As the client chose it, 1 to 255 characters. */
  readonly key: string;
  /** What was asked, with what it was asked of: another under the same key is an error. */
  readonly request: unknown;
}

/**
 * Does `create` in a transaction, once for a key of a project: whoever asks again gets the answer of the first time.
 * @throws ControlError idempotency.conflict for another request under the same key
 */
export async function once<T>({ record, clock }: Ports, project: string, idempotency: Idempotency | undefined, create: (tables: RecordTables) => Promise<T>): Promise<{ readonly answer: T; readonly isNew: boolean }> {
  if (!idempotency) return { answer: await record.transaction(create), isNew: true };
  const { key } = idempotency;
  const request = requestHash(idempotency.request);
  return record.transaction(async (tables) => {
    const answered = await tables.idempotency.take({ project, key, request, answer: 'null', at: clock.now() });
    if (answered) {
      if (answered.request !== request) throw new ControlError('idempotency.conflict', `the idempotency key '${key}' was used for another request: choose a new one`);
      // written below, for the same request
      return { answer: JSON.parse(answered.answer) as T, isNew: false };
    }
    const answer = await create(tables);
    await tables.idempotency.setAnswer(project, key, JSON.stringify(answer));
    return { answer, isNew: true };
  });
}
