import { Module } from '@nestjs/common';
import { ArtefactsController } from './artefacts.controller.ts';
import { Artefacts } from './artefacts.ts';

@Module({ controllers: [ArtefactsController], providers: [Artefacts] })
export class ArtefactsModule {}
