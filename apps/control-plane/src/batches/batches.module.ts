import { Module } from '@nestjs/common';
import { BatchesController } from './batches.controller.ts';
import { Batches } from './batches.ts';

@Module({ controllers: [BatchesController], providers: [Batches] })
export class BatchesModule {}
