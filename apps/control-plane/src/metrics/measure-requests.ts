import type { ServerResponse } from 'node:http';
import type { ApiRequest } from '../http/api-request.ts';
import type { ServiceMetrics } from './service-metrics.ts';

/** Express middleware: how long answers take. */
export const measureRequests = (metrics: ServiceMetrics) => (request: ApiRequest, response: ServerResponse, next: () => void): void => {
  const end = metrics.requests.startTimer();
  response.once('finish', () => {
    if (String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')) return;
    // What is no route has no path of its own, and shall not fill the memory with what strangers ask for.
    end({ method: request.method ?? '', route: request.route?.path ?? 'none', status: String(response.statusCode) });
  });
  next();
};
