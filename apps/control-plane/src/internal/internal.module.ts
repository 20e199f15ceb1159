import { Module } from '@nestjs/common';
import { RunsProtocolController } from './runs-protocol.controller.ts';
import { WorkersProtocolController } from './workers-protocol.controller.ts';

@Module({ controllers: [RunsProtocolController, WorkersProtocolController] })
export class InternalModule {}
