import { apiKey, assignment, auditEntry, batch, batchResult, collection, crash, crashGroup, head, image, problem, run, runCommand, runEvent, snapshot, snapshotDifferences, upload, worker } from '@reprise/contracts';
import { z } from 'zod';

/** What has a name of its own in the API's description. */
export const namedSchemas = z.registry<{ readonly id: string }>();
const named = {
  ApiKey: apiKey, Assignment: assignment, AuditEntry: auditEntry, Batch: batch, BatchResult: batchResult, Collection: collection, Crash: crash, CrashGroup: crashGroup, Head: head, Image: image,
  Problem: problem, Run: run, RunCommand: runCommand, RunEvent: runEvent, Snapshot: snapshot, SnapshotDifferences: snapshotDifferences, Upload: upload, Worker: worker,
};
for (const [id, schema] of Object.entries(named)) namedSchemas.add(schema, { id });
