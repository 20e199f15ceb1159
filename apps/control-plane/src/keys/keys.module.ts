import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.ts';
import { Keys } from './keys.ts';

@Module({ controllers: [KeysController], providers: [Keys] })
export class KeysModule {}
