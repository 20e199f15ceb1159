import type { ServerResponse } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { ApiRequest } from '../http/api-request.ts';

/** What is done here, as spans of OpenTelemetry: of a request, and in it of each request to the store. Without an endpoint, nothing is kept of them. */
export class Traces {
  readonly #tracer: Tracer = trace.getTracer('reprise-control-plane');
  readonly #end: () => Promise<void>;

  private constructor(end: () => Promise<void>) {
    this.#end = end;
  }

  /** Sends spans to an OTLP receiver, if there is one. */
  static async start(endpoint: string | undefined): Promise<Traces> {
    if (endpoint === undefined) return new Traces(async () => undefined);
    const [{ OTLPTraceExporter }, { BatchSpanProcessor, NodeTracerProvider }, { resourceFromAttributes }] = await Promise.all([
      import('@opentelemetry/exporter-trace-otlp-http'), import('@opentelemetry/sdk-trace-node'), import('@opentelemetry/resources'),
    ]);
    const provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'reprise-control-plane' }),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }))],
    });
    provider.register();
    return new Traces(() => provider.shutdown());
  }

  /** Express middleware: a span for each request, in the trace of whoever sent it. */
  readonly ofRequest = (request: ApiRequest, response: ServerResponse, next: () => void): void => {
    const parent = propagation.extract(context.active(), request.headers);
    const span = this.#tracer.startSpan(request.method ?? '', { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method ?? '', 'reprise.request': request.id } }, parent);
    response.once('close', () => {
      const route = request.route?.path ?? 'none';
      span.updateName(`${request.method} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': response.statusCode });
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), next);
  };

  /** A span around some work. */
  async around<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#tracer.startActiveSpan(name, async (span) => {
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  /** Sends what is left. */
  async onApplicationShutdown(): Promise<void> {
    await this.#end();
  }
}
