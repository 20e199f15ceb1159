import { newId } from '../id/new-id.ts';
import type { Millis } from '../run/run.ts';
import type { StoredCommand } from './command.ts';

/** A command that waits. */
export const newCommand = (run: string, kind: StoredCommand['kind'], payload: StoredCommand['payload'], now: Millis): StoredCommand => ({
  id: newId('m', now), run, kind, payload, error: null, result: null, createdAt: now, answeredAt: null,
});
