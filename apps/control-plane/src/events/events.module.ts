import { Module } from '@nestjs/common';
import { EventsController } from './events.controller.ts';
import { Events } from './events.ts';

@Module({ controllers: [EventsController], providers: [Events] })
export class EventsModule {}
