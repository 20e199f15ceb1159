import { Global, Module } from '@nestjs/common';
import { GuestSpeed } from './guest-speed.ts';
import { MetricsController } from './metrics.controller.ts';
import { RecordGauges } from './record-gauges.ts';
import { ServiceMetrics } from './service-metrics.ts';

@Global()
@Module({ controllers: [MetricsController], providers: [ServiceMetrics, RecordGauges, GuestSpeed], exports: [ServiceMetrics, GuestSpeed] })
export class MetricsModule {}
