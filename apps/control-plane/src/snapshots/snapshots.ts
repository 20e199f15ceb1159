import { Inject, Injectable } from '@nestjs/common';
import type { Page, RestoreRequest, Run, Snapshot, SnapshotDifferences } from '@reprise/contracts';
import { deleteSnapshot, getSnapshot, listSnapshots, nameSnapshot, type Ports, restoreSnapshot, type StoredSnapshot } from '@reprise/control';
import { diffStates, type ObjectStore, Packs, readSnapshot, type StateDifferences } from '@reprise/store';
import { PORTS, STORE } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import type { Deletion } from '../http/deletion.ts';
import { idempotency } from '../http/idempotency.ts';
import type { PageQuery } from '../http/page-query.ts';
import { timeOf } from '../http/time-of.ts';

const MOST_PAGES = 1000;

/** Snapshots as the API has them: the catalogue is the record's, what is in them the store's. */
@Injectable()
export class Snapshots {
  readonly #ports: Ports;
  readonly #store: ObjectStore;

  constructor(@Inject(PORTS) ports: Ports, @Inject(STORE) store: ObjectStore) {
    this.#ports = ports;
    this.#store = store;
  }

  async list({ project }: Caller, run: string | undefined, page: PageQuery): Promise<Page<Snapshot>> {
    const { items, next } = await listSnapshots(this.#ports, project, run, page);
    return { items: items.map(show), next };
  }

  async get({ project }: Caller, reference: string): Promise<Snapshot> {
    return show(await getSnapshot(this.#ports, project, reference));
  }

  async name({ project }: Caller, reference: string, name: string | null): Promise<Snapshot> {
    return show(await nameSnapshot(this.#ports, project, reference, name));
  }

  async delete({ project }: Caller, reference: string, dry_run: boolean): Promise<Deletion> {
    const { state } = await getSnapshot(this.#ports, project, reference);
    if (!dry_run) await deleteSnapshot(this.#ports, project, state);
    return { dry_run, deleted: [state] };
  }

  async restore({ project }: Caller, reference: string, request: RestoreRequest, key: string | undefined): Promise<{ readonly items: readonly Run[] }> {
    const { state } = await getSnapshot(this.#ports, project, reference);
    return { items: await restoreSnapshot(this.#ports, project, state, request, idempotency(key, `POST /v1/snapshots/${state}/restore`, request)) };
  }

  async diff({ project }: Caller, left: string, right: string): Promise<SnapshotDifferences> {
    const ids = await Promise.all([left, right].map(async (reference) => (await getSnapshot(this.#ports, project, reference)).state));
    const packs = new Packs(this.#store);
    const [ours, theirs] = await Promise.all(ids.map((id) => readSnapshot(packs, id)));
    if (!ours || !theirs) throw new Error('two snapshots were read');
    const { fields, memories } = await diffStates(ours, theirs);
    return {
      left: ours.id,
      right: theirs.id,
      fields: fields.map(({ path, left: before, right: after }) => ({ path, left: textOf(before), right: textOf(after) })),
      memories: memories.map(({ kind, name, sizes, pages }) => ({ kind, name, pages: [...sizes], differing: pages.size, first: firstOf(pages) })),
    };
  }
}

const show = ({ state, name, run, icount, reason, createdAt }: StoredSnapshot): Snapshot => ({ id: state, name, run, icount, reason, createdAt: timeOf(createdAt) });

function firstOf(pages: Iterable<number>): number[] {
  const first: number[] = [];
  for (const page of pages) {
    if (first.length === MOST_PAGES) break;
    first.push(page);
  }
  return first;
}

/** A field of a state for people: bytes as hex, what is larger than a line cut off. */
function textOf(value: StateDifferences['fields'][number]['left']): string | null {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.subarray(0, 64)).toString('hex');
  const text = typeof value === 'object' ? JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) : String(value);
  return text.slice(0, 200);
}
