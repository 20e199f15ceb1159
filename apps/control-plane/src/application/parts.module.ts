import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Configuration } from '../configuration/configuration.ts';
import { ServiceMetrics } from '../metrics/service-metrics.ts';
import { measuredStore } from '../store/measured-store.ts';
import { Traces } from '../traces/traces.ts';
import type { Parts } from './parts.ts';
import { CONFIGURATION, PORTS, STORE } from './tokens.ts';

const PARTS = Symbol('Parts');

/** The configuration, and what it names: for all modules. Closed last, when nobody asks any more. */
@Global()
@Module({})
export class PartsModule implements OnApplicationShutdown {
  readonly #parts: Parts;

  constructor(@Inject(PARTS) parts: Parts) {
    this.#parts = parts;
  }

  static of(configuration: Configuration, parts: Parts): DynamicModule {
    return {
      module: PartsModule,
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: PARTS, useValue: parts },
        { provide: PORTS, useValue: parts.ports },
        { provide: STORE, inject: [ServiceMetrics, Traces], useFactory: (metrics: ServiceMetrics, traces: Traces) => measuredStore(parts.store, metrics, traces) },
      ],
      exports: [CONFIGURATION, PORTS, STORE],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.#parts.close();
  }
}
