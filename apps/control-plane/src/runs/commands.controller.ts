import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { migrateRequest, runCommand, snapshotRequest, type MigrateRequest, type RunCommand, type SnapshotRequest } from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { Gone } from '../http/gone.ts';
import { Route } from '../http/route.ts';
import { Commands } from './commands.ts';
import { runReference } from './run-id.ts';

const waiting = z.strictObject({ wait: z.coerce.number().min(0).max(60).default(30).describe('seconds to wait for what comes of it; then the command is answered as it is: waiting') });
type Waiting = z.infer<typeof waiting>;

const commandId = z.string().regex(/^m_[0-9a-f]{32}$/, "expected a command's id, m_ and 32 hex digits");
const INPUT_BYTES = 64 * 1024;

/** What is wanted of runs, wherever they are. */
@Controller('v1/runs/:run')
export class CommandsController {
  readonly #commands: Commands;

  constructor(@Inject(Commands) commands: Commands) {
    this.#commands = commands;
  }

  @Post('pause')
  @Route({ by: 'operator', summary: 'Stops the run between two instructions, stored, and frees its slot', answer: runCommand, body: { of: 'none' } })
  pause(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Query({ schema: waiting }) { wait }: Waiting, @Gone() gone: AbortSignal): Promise<RunCommand> {
    return this.#commands.pause(caller, run, { wait, gone });
  }

  @Post('cancel')
  @Route({ by: 'operator', summary: 'Ends the run', answer: runCommand, body: { of: 'none' } })
  cancel(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Query({ schema: waiting }) { wait }: Waiting, @Gone() gone: AbortSignal): Promise<RunCommand> {
    return this.#commands.cancel(caller, run, { wait, gone });
  }

  @Post('snapshot')
  @Route({ by: 'operator', summary: 'Keeps the state of the run as it is now', answer: runCommand })
  snapshot(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Body({ schema: snapshotRequest }) { name }: SnapshotRequest, @Query({ schema: waiting }) { wait }: Waiting, @Gone() gone: AbortSignal): Promise<RunCommand> {
    return this.#commands.snapshot(caller, run, name, { wait, gone });
  }

  @Post('migrate')
  @Route({ by: 'operator', summary: 'Moves the run to another worker, while it goes on', answer: runCommand })
  migrate(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Body({ schema: migrateRequest }) { worker }: MigrateRequest, @Query({ schema: waiting }) { wait }: Waiting, @Gone() gone: AbortSignal): Promise<RunCommand> {
    return this.#commands.migrate(caller, run, worker, { wait, gone });
  }

  @Post('input')
  @Route({ by: 'operator', summary: 'Types these bytes on the console; answered once that is stored', answer: runCommand, body: { of: 'bytes', limit: INPUT_BYTES } })
  input(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Body() bytes: Buffer, @Query({ schema: waiting }) { wait }: Waiting, @Gone() gone: AbortSignal): Promise<RunCommand> {
    return this.#commands.input(caller, run, bytes, { wait, gone });
  }

  @Get('commands/:command')
  @Route({ by: 'viewer', summary: 'A command, and what came of it', answer: runCommand })
  get(@Calling() caller: Caller, @Param('run', { schema: runReference }) run: string, @Param('command', { schema: commandId }) id: string, @Query({ schema: waiting }) { wait }: Waiting, @Gone() gone: AbortSignal): Promise<RunCommand> {
    return this.#commands.get(caller, run, id, { wait, gone });
  }
}
