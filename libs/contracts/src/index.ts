export { problem, type Problem } from './api/problem.ts';
export { origin, run, runEnd, runState, type Origin, type Run, type RunEnd, type RunState } from './api/run.ts';
export { batchSpecification, jobJsonSchema, jobSpecification, type BatchInput, type BatchSpecification, type JobInput, type JobSpecification } from './job/job.ts';
export { size } from './job/size.ts';
export { batchId, count, crashId, imageReference, keyId, name, runId, stateId, timestamp, uploadId, workerId } from './names.ts';
export {
  assignment, claim, command, commandAnswer, commit, ended, head, heartbeat, heartbeatAnswer, logPart, prepared, registration, reproduced, takeover, yieldRun,
  type Assignment, type Command, type CommandAnswer, type Commit, type Ended, type Head, type Heartbeat, type HeartbeatAnswer, type LogPart, type Prepared, type Registration, type Reproduced,
  type Takeover, type YieldRun,
} from './worker/protocol.ts';
