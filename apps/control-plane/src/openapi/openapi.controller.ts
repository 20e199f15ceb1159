import { Controller, Get, Inject } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { Route } from '../http/route.ts';
import { ApiDescription } from './api-description.ts';

@Controller()
export class OpenApiController {
  readonly #description: ApiDescription;

  constructor(@Inject(ApiDescription) description: ApiDescription) {
    this.#description = description;
  }

  @Get('openapi.json')
  @Route({ by: 'anyone', summary: 'This description', answer: z.record(z.string(), z.unknown()) })
  get(): OpenAPIObject {
    return this.#description.document;
  }
}
