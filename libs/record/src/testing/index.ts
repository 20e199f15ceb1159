export { empty } from './empty.ts';
export { migrate } from '../schema/migrate.ts';
export { openDatabase, recordOver } from '../open-record.ts';
export { migrations } from '../schema/migrations.ts';
