import { Module } from '@nestjs/common';
import { RecordingsController } from './recordings.controller.ts';
import { Recordings } from './recordings.ts';

@Module({ controllers: [RecordingsController], providers: [Recordings] })
export class RecordingsModule {}
