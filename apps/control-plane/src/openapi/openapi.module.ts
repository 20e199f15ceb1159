import { Module } from '@nestjs/common';
import { ApiDescription } from './api-description.ts';
import { OpenApiController } from './openapi.controller.ts';

@Module({ controllers: [OpenApiController], providers: [ApiDescription], exports: [ApiDescription] })
export class OpenApiModule {}
