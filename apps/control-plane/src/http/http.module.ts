import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { BodyInterceptor } from './body-interceptor.ts';
import { ProblemFilter } from './problem-filter.ts';
import { Streams } from './streams.ts';
import { ValidationPipe } from './validation-pipe.ts';

/** How requests are read and errors are answered, on all routes. */
@Global()
@Module({
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
    { provide: APP_PIPE, useClass: ValidationPipe },
    Streams,
  ],
  exports: [Streams],
})
export class HttpModule {}
