import { Module } from '@nestjs/common';
import { CollectionsController } from './collections.controller.ts';
import { Collections } from './collections.ts';

@Module({ controllers: [CollectionsController], providers: [Collections] })
export class CollectionsModule {}
