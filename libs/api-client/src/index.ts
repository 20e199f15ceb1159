export { ApiError, Unreachable } from './http/api-error.ts';
export { defaultRetryPolicy, type RetryPolicy, type TransportPorts } from './http/transport.ts';
export { httpWorkerApi, type HttpWorkerApiOptions } from './worker/http-worker-api.ts';
export type { WorkerApi } from './worker/worker-api.ts';
