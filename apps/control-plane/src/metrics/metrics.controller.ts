import { Controller, Get, Inject } from '@nestjs/common';
import { Route } from '../http/route.ts';
import { ServiceMetrics } from './service-metrics.ts';

@Controller('metrics')
export class MetricsController {
  readonly #metrics: ServiceMetrics;

  constructor(@Inject(ServiceMetrics) metrics: ServiceMetrics) {
    this.#metrics = metrics;
  }

  @Get()
  @Route({ by: 'anyone', summary: 'For Prometheus', answer: ['text/plain'], unlimited: true })
  async get(): Promise<Response> {
    const { registry } = this.#metrics;
    return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
  }
}
