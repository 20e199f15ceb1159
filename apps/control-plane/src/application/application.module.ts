import { type DynamicModule, type MiddlewareConsumer, Inject, Module, type NestModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { ArtefactsModule } from '../artefacts/artefacts.module.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { BatchesModule } from '../batches/batches.module.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { CollectionsModule } from '../gc/collections.module.ts';
import { ConsolesModule } from '../console/consoles.module.ts';
import { CrashesModule } from '../crashes/crashes.module.ts';
import { DutiesModule } from '../duties/duties.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { HealthModule } from '../health/health.module.ts';
import { HttpModule } from '../http/http.module.ts';
import { ImagesModule } from '../images/images.module.ts';
import { InternalModule } from '../internal/internal.module.ts';
import { KeysModule } from '../keys/keys.module.ts';
import { logParameters } from '../log/log-parameters.ts';
import { measureRequests } from '../metrics/measure-requests.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { ServiceMetrics } from '../metrics/service-metrics.ts';
import { OpenApiModule } from '../openapi/openapi.module.ts';
import { RecordingsModule } from '../recording/recordings.module.ts';
import { RunsModule } from '../runs/runs.module.ts';
import { SnapshotsModule } from '../snapshots/snapshots.module.ts';
import { Traces } from '../traces/traces.ts';
import { TracesModule } from '../traces/traces.module.ts';
import { WorkersModule } from '../workers/workers.module.ts';
import type { Parts } from './parts.ts';
import { PartsModule } from './parts.module.ts';

/** The order of guards and interceptors is that of the modules: who may come in, before it is written down, before the body is read. */
@Module({
  imports: [
    MetricsModule, TracesModule, AuthModule, AuditModule, HttpModule, OpenApiModule, HealthModule, DutiesModule, InternalModule,
    RunsModule, ConsolesModule, EventsModule, ArtefactsModule, RecordingsModule, ImagesModule, BatchesModule, SnapshotsModule, CrashesModule, WorkersModule, KeysModule, CollectionsModule,
  ],
})
export class ApplicationModule implements NestModule {
  readonly #metrics: ServiceMetrics;
  readonly #traces: Traces;

  constructor(@Inject(ServiceMetrics) metrics: ServiceMetrics, @Inject(Traces) traces: Traces) {
    this.#metrics = metrics;
    this.#traces = traces;
  }

  static of(configuration: Configuration, parts: Parts): DynamicModule {
    return { module: ApplicationModule, imports: [PartsModule.of(configuration, parts), LoggerModule.forRoot(logParameters(configuration.logLevel))] };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(measureRequests(this.#metrics), this.#traces.ofRequest).forRoutes('*path');
  }
}
