import { z } from 'zod';
import { count, runId } from '../names.ts';

/**
 * What a local folder needs to be a recording of a run as far as it is stored (docs/log-format.md): objects of the service, each under the path that it has in the
 * folder, to be fetched from GET /v1/runs/{run}/recording/{path}.
 */
export const recordingExport = z.strictObject({
  run: runId,
  objects: z.array(z.strictObject({ path: z.string(), bytes: count })),
  bytes: count,
});
export type RecordingExport = z.infer<typeof recordingExport>;
