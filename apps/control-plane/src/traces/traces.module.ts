import { Global, Module } from '@nestjs/common';
import { CONFIGURATION } from '../application/tokens.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { Traces } from './traces.ts';

@Global()
@Module({
  providers: [{ provide: Traces, inject: [CONFIGURATION], useFactory: ({ tracesUrl }: Configuration) => Traces.start(tracesUrl) }],
  exports: [Traces],
})
export class TracesModule {}
