export { recordClock, type RecordClock } from './clock.ts';
export { openDatabase, openRecord } from './open-record.ts';
