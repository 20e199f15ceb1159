import { Module } from '@nestjs/common';
import { ConsolesController } from './consoles.controller.ts';
import { Consoles } from './consoles.ts';

@Module({ controllers: [ConsolesController], providers: [Consoles] })
export class ConsolesModule {}
