import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import {
  forked, imageReference as snapshotReference, pageOf, pageQuery, restoreRequest, runId, snapshot, snapshotDifferences, snapshotNaming,
  type Page, type RestoreRequest, type Run, type Snapshot, type SnapshotDifferences, type SnapshotNaming,
} from '@reprise/contracts';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { deleteQuery, deletion, type Deletion, type DeleteQuery } from '../http/deletion.ts';
import { IdempotencyKey } from '../http/idempotency-key.ts';
import { Route } from '../http/route.ts';
import { Snapshots } from './snapshots.ts';

const listQuery = z.strictObject({ run: runId.optional(), ...pageQuery });
const diffQuery = z.strictObject({ with: snapshotReference });

@Controller('v1/snapshots')
export class SnapshotsController {
  readonly #snapshots: Snapshots;

  constructor(@Inject(Snapshots) snapshots: Snapshots) {
    this.#snapshots = snapshots;
  }

  @Get()
  @Route({ by: 'viewer', summary: 'Snapshots of the project, the newest first', answer: pageOf(snapshot) })
  list(@Calling() caller: Caller, @Query({ schema: listQuery }) { run, ...page }: z.infer<typeof listQuery>): Promise<Page<Snapshot>> {
    return this.#snapshots.list(caller, run, page);
  }

  @Get(':snapshot')
  @Route({ by: 'viewer', summary: 'A snapshot, by its state or its name', answer: snapshot })
  get(@Calling() caller: Caller, @Param('snapshot', { schema: snapshotReference }) id: string): Promise<Snapshot> {
    return this.#snapshots.get(caller, id);
  }

  @Patch(':snapshot')
  @Route({ by: 'operator', summary: 'Names a snapshot, which keeps it; null takes the name away', answer: snapshot })
  name(@Calling() caller: Caller, @Param('snapshot', { schema: snapshotReference }) id: string, @Body({ schema: snapshotNaming }) { name }: SnapshotNaming): Promise<Snapshot> {
    return this.#snapshots.name(caller, id, name);
  }

  @Delete(':snapshot')
  @Route({ by: 'operator', summary: 'Takes a snapshot out of the catalogue; what it holds is collected once nothing needs it', answer: deletion })
  delete(@Calling() caller: Caller, @Param('snapshot', { schema: snapshotReference }) id: string, @Query({ schema: deleteQuery }) { dry_run }: DeleteQuery): Promise<Deletion> {
    return this.#snapshots.delete(caller, id, dry_run);
  }

  @Get(':snapshot/diff')
  @Route({ by: 'viewer', summary: 'What is different in another snapshot', answer: snapshotDifferences })
  diff(@Calling() caller: Caller, @Param('snapshot', { schema: snapshotReference }) id: string, @Query({ schema: diffQuery }) query: z.infer<typeof diffQuery>): Promise<SnapshotDifferences> {
    return this.#snapshots.diff(caller, id, query.with);
  }

  @Post(':snapshot/restore')
  @Route({ by: 'operator', summary: 'A new run that goes on from a snapshot', status: 201, answer: forked, makes: true })
  restore(@Calling() caller: Caller, @Param('snapshot', { schema: snapshotReference }) id: string, @Body({ schema: restoreRequest }) request: RestoreRequest, @IdempotencyKey() key?: string): Promise<{ readonly items: readonly Run[] }> {
    return this.#snapshots.restore(caller, id, request, key);
  }
}
