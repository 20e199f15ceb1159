import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CrashRecordError, decodeCrashRecord, encodeCrashRecord, type CrashRecord } from '@reprise/crash';
import { NotFound, type ObjectStore } from '@reprise/store';
import { FileError } from '../files/file-error.ts';
import { readFile } from '../files/read-file.ts';

/** Where a recording has the record of its crash. */
const NAME = 'crash.json';
const LIMIT = 16 << 20;

/** Puts the record of a crash into a recording, whose keys begin with `prefix`. @throws StoreError */
export const writeCrashRecord = async (store: ObjectStore, crash: CrashRecord, prefix = ''): Promise<void> =>
  void (await store.put(`${prefix}${NAME}`, new TextEncoder().encode(encodeCrashRecord(crash))));

/** The record of the crash of a recording in a store; undefined if there is none. @throws StoreError, CrashRecordError */
export async function storedCrashRecord(store: ObjectStore, prefix: string): Promise<CrashRecord | undefined> {
  try {
    return decodeCrashRecord(new TextDecoder().decode(await store.get(`${prefix}${NAME}`, { offset: 0, length: LIMIT })));
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** Has a recording a record of its crash? */
export const hasCrashRecord = (recording: string): boolean => existsSync(join(recording, NAME));

/** The record of a recording's crash. @throws FileError if there is none, or it is damaged */
export function readCrashRecord(recording: string): CrashRecord {
  const path = join(recording, NAME);
  if (!hasCrashRecord(recording)) throw new FileError(`'${recording}' has no record of a crash: no ${NAME}`);
  const bytes = readFile(`crash record '${path}'`, path, LIMIT);
  try {
    return decodeCrashRecord(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof CrashRecordError || error instanceof TypeError) throw new FileError(`crash record '${path}': ${error.message}`);
    throw error;
  }
}
