import { Module } from '@nestjs/common';
import { CrashesController } from './crashes.controller.ts';
import { Crashes } from './crashes.ts';

@Module({ controllers: [CrashesController], providers: [Crashes] })
export class CrashesModule {}
