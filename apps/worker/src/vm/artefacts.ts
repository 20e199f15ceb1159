import { hash } from 'node:crypto';
import type { Ended, JobSpecification } from '@reprise/contracts';
import type { ObjectStore } from '@reprise/store';
import type { PreparedRun } from '@reprise/vm-host';
import type { Disk } from '@reprise/vm';

const PAGE_BYTES = 4096;
/** A larger artefact is cut there. */
const MOST_BYTES = 256 << 20;

/** Puts what the guest hands out into the store: disks as they are in the end. @throws StoreError */
export async function putArtefacts(store: ObjectStore, prefix: string, { artefacts, disks }: JobSpecification, { run }: PreparedRun): Promise<Ended['artefacts']> {
  const stored: Ended['artefacts'] = [];
  for (const { name, disk: id } of artefacts) {
    const disk = run.disks.get(id);
    if (!disk) continue;
    const bytes = contentsOf(disk, disks.find((candidate) => candidate.id === id)?.size !== undefined);
    await store.put(`${prefix}artefacts/${name}`, bytes);
    stored.push({ name, sha256: hash('sha256', bytes, 'hex'), bytes: bytes.length });
  }
  return stored;
}

/** A disk's contents without the zeros at their end. */
export function contentsOf(disk: Disk, isEmptyAtStart: boolean): Uint8Array {
  const pages = isEmptyAtStart ? Math.max(-1, ...disk.save().keys()) + 1 : Math.ceil(disk.size / PAGE_BYTES);
  const page = new Uint8Array(PAGE_BYTES);
  for (let at = pages - 1; at >= 0; at--) {
    const part = page.subarray(0, Math.min(PAGE_BYTES, disk.size - at * PAGE_BYTES));
    disk.read(at * PAGE_BYTES, part);
    const last = part.findLastIndex((byte) => byte !== 0);
    if (last < 0) continue;
    const bytes = new Uint8Array(Math.min(at * PAGE_BYTES + last + 1, MOST_BYTES));
    disk.read(0, bytes);
    return bytes;
  }
  return new Uint8Array(0);
}
