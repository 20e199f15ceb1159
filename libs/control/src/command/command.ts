import type { Command, CommandAnswer } from '@reprise/contracts';
import type { Millis } from '../run/run.ts';

/** A command to a run, and what came of it. */
export interface StoredCommand extends Command {
  /** Sorts in the order in which commands were given. */
  readonly id: string;
  readonly error: string | null;
  readonly result: CommandAnswer['result'] | null;
  readonly createdAt: Millis;
  /** null: it waits. */
  readonly answeredAt: Millis | null;
}
