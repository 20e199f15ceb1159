export { batch, batchResult, type Batch, type BatchResult } from './api/batch.ts';
export {
  forked, forkRequest, migrateRequest, reproRequest, resumeRequest, runCommand, snapshotRequest, type ForkRequest, type MigrateRequest, type ReproRequest, type ResumeRequest, type RunCommand, type SnapshotRequest,
} from './api/command.ts';
export { crash, crashGroup, type Crash, type CrashGroup } from './api/crash.ts';
export { runEvent, type RunEvent } from './api/event.ts';
export {
  apiKey, auditEntry, collection, createdKey, keyRequest, role, setAside, worker, type ApiKey, type AuditEntry, type Collection, type CreatedKey, type KeyRequest, type Role, type SetAside, type Worker,
} from './api/house.ts';
export { image, upload, uploadProgress, uploadRequest, type Image, type Upload, type UploadProgress, type UploadRequest } from './api/image.ts';
export { flag, pageOf, pageQuery, type Page } from './api/page.ts';
export { problem, type Problem } from './api/problem.ts';
export { recordingExport, type RecordingExport } from './api/recording.ts';
export { runQuery, runRequest, type RunQuery, type RunRequest } from './api/run-requests.ts';
export { origin, run, runEnd, runState, type Origin, type Run, type RunEnd, type RunState } from './api/run.ts';
export {
  restoreRequest, snapshot, snapshotDifferences, snapshotNaming, type RestoreRequest, type Snapshot, type SnapshotDifferences, type SnapshotNaming,
} from './api/snapshot.ts';
export { bundledImages, bundledImagesOf, type BundledImage } from './job/bundled.ts';
export { batchJsonSchema, batchSpecification, jobJsonSchema, jobSpecification, type BatchInput, type BatchSpecification, type JobInput, type JobSpecification } from './job/job.ts';
export { size } from './job/size.ts';
export { batchId, count, crashId, imageReference, keyId, name, runId, stateId, timestamp, uploadId, workerId, workerReference } from './names.ts';
export { crashRecord } from './worker/crash-record.ts';
export {
  assignment, claim, command, commandAnswer, commit, ended, head, heartbeat, heartbeatAnswer, logPart, prepared, registration, reproduced, takeover, yieldRun,
  type Assignment, type Command, type CommandAnswer, type Commit, type Ended, type Head, type Heartbeat, type HeartbeatAnswer, type LogPart, type Prepared, type Registration, type Reproduced,
  type Takeover, type YieldRun,
} from './worker/protocol.ts';
