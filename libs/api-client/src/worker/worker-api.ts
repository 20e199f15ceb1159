import type {
  Assignment, CommandAnswer, Commit, Ended, Heartbeat, HeartbeatAnswer, Prepared, Registration, Reproduced, Takeover, YieldRun,
} from '@reprise/contracts';

/**
 * What a worker says to the control plane (libs/contracts, worker/protocol.ts). Every call may be made again with the same words: its effect is that of one.
 * All throw ApiError (run.not_owner: the run has another owner, or none; let go of it), and Unreachable after some attempts (the run may still be ours: try on).
 */
export interface WorkerApi {
  /** Says that this worker is there; said again, it is the same worker. */
  register(registration: Registration): Promise<void>;
  /** Asks to own a run that waits. ApiError run.not_pending: somebody else has it, or it has ended. */
  claim(run: string): Promise<Assignment>;
  /** Renews the leases of the runs that it names. */
  heartbeat(heartbeat: Heartbeat): Promise<HeartbeatAnswer>;
  commit(run: string, commit: Commit): Promise<void>;
  answer(run: string, command: string, answer: CommandAnswer): Promise<void>;
  yield(run: string, yielded: YieldRun): Promise<void>;
  prepared(run: string, prepared: Prepared): Promise<void>;
  takeover(run: string, takeover: Takeover): Promise<Assignment>;
  end(run: string, ended: Ended): Promise<void>;
  reproduced(run: string, reproduced: Reproduced): Promise<void>;
}
