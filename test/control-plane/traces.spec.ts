import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startService, type Service } from './service.ts';

const span = z.object({ name: z.string(), traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional() });
const traces = z.object({ resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })) });

const spans: z.infer<typeof span>[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { resourceSpans } = traces.parse(JSON.parse(Buffer.concat(chunks).toString()));
    for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
let service: Service;
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  service = await startService({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` });
});
afterAll(() => new Promise((resolve) => receiver.close(resolve)));

it('tells a receiver of requests and of what they asked of the store, in the trace of the caller', async () => {
  const traceId = '0123456789abcdef0123456789abcdef';
  await service.as().get('/health/ready').set('traceparent', `00-${traceId}-00f067aa0ba902b7-01`).expect(200);
  await service.close();
  const request = spans.find(({ name }) => name === 'GET /health/ready');
  expect(request).toMatchObject({ traceId, parentSpanId: '00f067aa0ba902b7' });
  expect(spans).toContainEqual(expect.objectContaining({ name: 'store put', traceId, parentSpanId: request?.spanId }));
});
