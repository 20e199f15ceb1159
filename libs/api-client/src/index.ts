export { ApiError, Unreachable } from './http/api-error.ts';
export { defaultRetryPolicy, type RetryPolicy, type TransportPorts } from './http/transport.ts';
export { httpWorkerApi, type HttpWorkerApiOptions } from './worker/http-worker-api.ts';
export type { WorkerApi } from './worker/worker-api.ts';
export type { ImageSource } from './service/images.ts';
export { Runs, type Artefact, type RunFilter, type RunNews } from './service/runs.ts';
export { Service, type ServiceOptions } from './service/service.ts';
