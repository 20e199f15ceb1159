import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { CONFIGURATION } from '../application/tokens.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { AccessGuard } from './access-guard.ts';
import { RateGuard } from './rate-guard.ts';

const MINUTE = 60_000;

/** Who may call what, and how often: guards of all routes, in this order. */
@Module({
  imports: [ThrottlerModule.forRootAsync({ inject: [CONFIGURATION], useFactory: ({ requestsPerMinute }: Configuration) => [{ ttl: MINUTE, limit: requestsPerMinute }] })],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateGuard },
  ],
})
export class AuthModule {}
