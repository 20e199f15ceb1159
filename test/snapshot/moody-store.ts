/** A store in files that fails as a file beside its folder says: what snapshot threads of tests are given as their store. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { FileStore, NoSpace, Unavailable, type ByteRange, type ObjectStore, type PutOptions } from '@reprise/store';

export type Mood =
  /** Nothing is put, but what is asked for is given. */
  | 'no-space'
  /** Packs are put, manifests not: the connection is cut in between. */
  | 'cut'
  /** Nothing is given: whoever asks waits. */
  | 'no-reads'
  /** The thread ends in the middle of a put. */
  | 'exit';

const moodFile = (folder: string): string => `${folder}.mood`;

/** What the store of a folder does from now on; undefined = what it is asked for. */
export function setMood(folder: string, mood: Mood | undefined): void {
  if (mood) writeFileSync(moodFile(folder), mood);
  else rmSync(moodFile(folder), { force: true });
}

const moodOf = (folder: string): string => (existsSync(moodFile(folder)) ? readFileSync(moodFile(folder), 'utf8') : '');

class MoodyStore extends FileStore implements ObjectStore {
  override async put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<'created' | 'exists'> {
    const mood = moodOf(this.root);
    if (mood === 'no-space') throw new NoSpace(`no room for '${key}'`, key);
    if (mood === 'cut' && key.startsWith('snapshots/')) throw new Unavailable('the connection was cut', key);
    if (mood === 'exit') process.exit(3);
    return super.put(key, bytes, options);
  }

  override async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    while (key.startsWith('packs/') && moodOf(this.root) === 'no-reads') await setTimeout(5);
    return super.get(key, range);
  }
}

/** @param address the folder */
export const openStore = (address: string): ObjectStore => new MoodyStore(address);
