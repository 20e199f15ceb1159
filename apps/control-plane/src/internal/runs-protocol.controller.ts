import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import {
  assignment, commandAnswer, commit, ended, prepared, reproduced, runId, takeover, yieldRun as yielded,
  type Assignment, type CommandAnswer, type Commit, type Ended, type Prepared, type Reproduced, type Takeover, type YieldRun,
} from '@reprise/contracts';
import { answerCommand, commitRun, endRun, type Ports, prepareMigration, reportRepro, takeOver, yieldRun } from '@reprise/control';
import { z } from 'zod';
import { PORTS } from '../application/tokens.ts';
import { Route } from '../http/route.ts';

/** A head names every segment and keyframe of a run; a crash record holds the console's end and all registers. */
const LARGE = { of: 'text', limit: 16 * 2 ** 20 } as const;
const commandId = z.string().regex(/^m_[0-9a-f]{32}$/);

/** What workers say of runs that they own: libs/contracts, worker/protocol.ts. */
@Controller('internal/v1/runs/:run')
export class RunsProtocolController {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  @Post('commit')
  @Route({ by: 'worker', summary: 'More of the run is stored', status: 204, body: LARGE, unlimited: true })
  commit(@Param('run', { schema: runId }) run: string, @Body({ schema: commit }) body: Commit): Promise<void> {
    return commitRun(this.#ports, run, body);
  }

  @Post('commands/:command')
  @Route({ by: 'worker', summary: 'What came of a command', status: 204, unlimited: true })
  answer(@Param('run', { schema: runId }) run: string, @Param('command', { schema: commandId }) id: string, @Body({ schema: commandAnswer }) body: CommandAnswer): Promise<void> {
    return answerCommand(this.#ports, run, id, body);
  }

  @Post('yield')
  @Route({ by: 'worker', summary: 'The owner lets go of the run', status: 204, body: LARGE, unlimited: true })
  yield(@Param('run', { schema: runId }) run: string, @Body({ schema: yielded }) body: YieldRun): Promise<void> {
    return yieldRun(this.#ports, run, body);
  }

  @Post('prepared')
  @Route({ by: 'worker', summary: 'The source of a migration has stopped', status: 204, body: LARGE, unlimited: true })
  prepared(@Param('run', { schema: runId }) run: string, @Body({ schema: prepared }) body: Prepared): Promise<void> {
    return prepareMigration(this.#ports, run, body);
  }

  @Post('takeover')
  @Route({ by: 'worker', summary: 'The target of a migration has the state, and is the owner', answer: assignment, unlimited: true })
  takeover(@Param('run', { schema: runId }) run: string, @Body({ schema: takeover }) body: Takeover): Promise<Assignment> {
    return takeOver(this.#ports, run, body);
  }

  @Post('end')
  @Route({ by: 'worker', summary: 'What the run came to', status: 204, body: LARGE, unlimited: true })
  end(@Param('run', { schema: runId }) run: string, @Body({ schema: ended }) body: Ended): Promise<void> {
    return endRun(this.#ports, run, body);
  }

  @Post('repro')
  @Route({ by: 'worker', summary: 'What executing a run again came to', status: 204, unlimited: true })
  reproduced(@Param('run', { schema: runId }) run: string, @Body({ schema: reproduced }) body: Reproduced): Promise<void> {
    return reportRepro(this.#ports, run, body);
  }
}
