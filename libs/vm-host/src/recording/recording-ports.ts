import type { RecordingPorts } from '@reprise/replay';
import { snapshotKey } from '@reprise/store';
import type { SnapshotService } from '../snapshot/snapshot-service.ts';
import type { RecordingFolder } from './recording-folder.ts';
import { StoredKeyframes } from './stored-keyframes.ts';

/**
 * What a recorder writes to: the folder, and its store by way of a thread that takes snapshots. A store that others use as well keeps keyframes that this
 * recording no longer needs: somebody else may.
 */
export function recordingPorts(folder: RecordingFolder, snapshots: SnapshotService): RecordingPorts {
  const { store, place } = folder;
  const stored = new StoredKeyframes(store);
  return {
    log: folder,
    keyframes: {
      take: async (run) => (await snapshots.take(run)).id,
      read: (digest) => stored.read(digest),
      delete: async (digest) => (place.parts ? undefined : store.delete(snapshotKey(digest))),
    },
  };
}
