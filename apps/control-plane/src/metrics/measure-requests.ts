import type { ServerResponse } from 'node:http';
import type { ApiRequest } from '../http/api-request.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/** What live answers have, so that nobody on the way holds them back. */
const LIVE = 'x-accel-buffering';

/** Express middleware: how long answers take, but for those that last as long as a run. */
export const measureRequests = (metrics: ServiceMetrics) => (request: ApiRequest, response: ServerResponse, next: () => void): void => {
  const end = metrics.requests.startTimer();
  response.once('finish', () => {
    if (response.hasHeader(LIVE)) return;
    // What is no route has no path of its own, and shall not fill the memory with what strangers ask for.
    end({ method: request.method ?? '', route: request.route?.path ?? 'none', status: String(response.statusCode) });
  });
  next();
};
