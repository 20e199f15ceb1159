import { Module } from '@nestjs/common';
import { Duties } from './duties.ts';

@Module({ providers: [Duties] })
export class DutiesModule {}
