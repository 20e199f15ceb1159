/** Services of tests, each with a store of its own unless it is given one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore, Packs, readSnapshot } from '@reprise/store';
import type { Run } from '@reprise/vm';
import { SnapshotService, type SnapshotServiceOptions } from '@reprise/vm-host';
import { afterAll, afterEach } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'reprise-snapshot-'));
const storeModule = new URL('./moody-store.ts', import.meta.url).href;
let folders = 0;
let services: SnapshotService[] = [];

afterEach(async () => {
  for (const service of services) await service.close();
  services = [];
});
afterAll(() => rmSync(folder, { recursive: true }));

export interface OpenService {
  /** The store's folder: see moody-store.ts. */
  readonly store: string;
  readonly service: SnapshotService;
}

export function openService(options: SnapshotServiceOptions = {}, store = join(folder, String(folders++))): OpenService {
  const service = new SnapshotService(store, { storeModule, ...options });
  services.push(service);
  return { store, service };
}

/** Restores a stored state all at once, without a thread. */
export async function restoreWhole(run: Run, store: string, id: string): Promise<Run> {
  run.restore(await (await readSnapshot(new Packs(new FileStore(store)), id)).read());
  return run;
}

/** A run that was stored at an instant. */
export interface StoredRun extends OpenService {
  readonly id: string;
  readonly machine: () => Run;
  /** The digest of a run that was never stored. */
  readonly digestAt: (icount: number) => string;
}

export async function storedRun(icount: number, machine: () => Run): Promise<StoredRun> {
  const open = openService();
  const run = machine();
  run.runUntil({ icount });
  const { id } = await open.service.take(run);
  const known = new Map<number, string>();
  let plain = machine();
  const digestAt = (later: number): string => {
    const digest = known.get(later);
    if (digest !== undefined) return digest;
    if (plain.icount > later) plain = machine();
    plain.runUntil({ icount: later });
    known.set(later, plain.digest());
    return plain.digest();
  };
  return { ...open, id, machine, digestAt };
}
