import { Global, Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.ts';
import { RecordGauges } from './record-gauges.ts';
import { ServiceMetrics } from './service-metrics.ts';

@Global()
@Module({ controllers: [MetricsController], providers: [ServiceMetrics, RecordGauges], exports: [ServiceMetrics] })
export class MetricsModule {}
