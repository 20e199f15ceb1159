import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import type { Configuration } from '../configuration/configuration.ts';
import { ApiDescription } from '../openapi/api-description.ts';
import { describeApi } from '../openapi/describe-api.ts';
import { ApplicationModule } from './application.module.ts';
import type { Parts } from './parts.ts';

/** A request's line and headers have to come within this, and its body within the other; in ms. */
const HEADERS_TIMEOUT = 20_000;
const REQUEST_TIMEOUT = 300_000;

/** The control plane, not yet listening. It closes its parts when it is closed, or cannot be made. */
export async function createApplication(configuration: Configuration, parts: Parts): Promise<NestExpressApplication> {
  try {
    return await wire(configuration, parts);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function wire(configuration: Configuration, parts: Parts): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(ApplicationModule.of(configuration, parts), { abortOnError: false, bodyParser: false, forceCloseConnections: true, logger: ['fatal', 'error', 'warn'] });
  application.disable('x-powered-by');
  application.get(ApiDescription).source = () => describeApi(application);
  const server = application.getHttpServer();
  server.headersTimeout = HEADERS_TIMEOUT;
  server.requestTimeout = REQUEST_TIMEOUT;
  await application.init();
  // From here on: what Nest says of how it was wired is of no use to who runs it.
  application.useLogger(application.get(Logger));
  return application;
}
