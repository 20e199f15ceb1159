import { Module } from '@nestjs/common';
import { SnapshotsController } from './snapshots.controller.ts';
import { Snapshots } from './snapshots.ts';

@Module({ controllers: [SnapshotsController], providers: [Snapshots] })
export class SnapshotsModule {}
