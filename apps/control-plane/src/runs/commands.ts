import { Inject, Injectable } from '@nestjs/common';
import type { RunCommand } from '@reprise/contracts';
import { awaitCommand, cancelRun, getCommand, getRun, getWorker, migrateRun, pauseRun, type Ports, sendInput, snapshotRun, type StoredCommand } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import { RequestProblem } from '../http/request-problem.ts';
import { timeOf } from '../http/time-of.ts';

/** Who gives a command may wait for what comes of it: so long (s), or until it goes. */
export interface Patience {
  readonly wait: number;
  readonly gone: AbortSignal;
}

/** Commands to runs: given, and their answers waited for. All but `get` throw RequestProblem command.failed where that is the answer. */
@Injectable()
export class Commands {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  pause(caller: Caller, run: string, patience: Patience): Promise<RunCommand> {
    return this.#give(caller, run, patience, (id) => pauseRun(this.#ports, caller.project, id));
  }

  cancel(caller: Caller, run: string, patience: Patience): Promise<RunCommand> {
    return this.#give(caller, run, patience, (id) => cancelRun(this.#ports, caller.project, id));
  }

  snapshot(caller: Caller, run: string, name: string | undefined, patience: Patience): Promise<RunCommand> {
    return this.#give(caller, run, patience, (id) => snapshotRun(this.#ports, caller.project, id, name));
  }

  input(caller: Caller, run: string, bytes: Uint8Array, patience: Patience): Promise<RunCommand> {
    return this.#give(caller, run, patience, (id) => sendInput(this.#ports, caller.project, id, bytes));
  }

  migrate(caller: Caller, run: string, worker: string, patience: Patience): Promise<RunCommand> {
    return this.#give(caller, run, patience, async (id) => migrateRun(this.#ports, caller.project, id, (await getWorker(this.#ports, worker)).id));
  }

  async get({ project }: Caller, reference: string, command: string, patience: Patience): Promise<RunCommand> {
    const { id } = await getRun(this.#ports, project, reference);
    return show(await this.#answered(project, await getCommand(this.#ports, project, id, command), patience));
  }

  async #give({ project }: Caller, reference: string, patience: Patience, give: (run: string) => Promise<StoredCommand>): Promise<RunCommand> {
    const { id } = await getRun(this.#ports, project, reference);
    const command = await this.#answered(project, await give(id), patience);
    if (command.error !== null) throw new RequestProblem(409, 'command.failed', `${command.kind} of run ${id}: ${command.error}`);
    return show(command);
  }

  async #answered(project: string, command: StoredCommand, { wait, gone }: Patience): Promise<StoredCommand> {
    if (command.answeredAt !== null || wait === 0) return command;
    return awaitCommand(this.#ports, project, command.run, command.id, AbortSignal.any([gone, AbortSignal.timeout(wait * 1000)]));
  }
}

/** A command as the API shows it. */
const show = ({ id, run, kind, error, result, createdAt, answeredAt }: StoredCommand): RunCommand => ({
  id,
  run,
  kind,
  state: answeredAt === null ? 'waiting' : error === null ? 'done' : 'failed',
  error,
  result: result ?? {},
  createdAt: timeOf(createdAt),
  answeredAt: answeredAt === null ? null : timeOf(answeredAt),
});
