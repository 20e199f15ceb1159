import { Module } from '@nestjs/common';
import { WorkersController } from './workers.controller.ts';
import { Workers } from './workers.ts';

@Module({ controllers: [WorkersController], providers: [Workers] })
export class WorkersModule {}
