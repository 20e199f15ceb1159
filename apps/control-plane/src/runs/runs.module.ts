import { Module } from '@nestjs/common';
import { CommandsController } from './commands.controller.ts';
import { Commands } from './commands.ts';
import { RunsController } from './runs.controller.ts';
import { Runs } from './runs.ts';

@Module({ controllers: [RunsController, CommandsController], providers: [Runs, Commands] })
export class RunsModule {}
