import { describe, expect, it } from 'vitest';
import { NoSpace, PermissionDenied, StoreError, Unavailable } from '../errors.ts';
import { listAll } from '../object-store.ts';
import { bytesOf, randomWords } from '../testing/bytes.ts';
import { CONFORMANCE_PAGE, conformanceCases } from '../testing/conformance.ts';
import { faultCases } from '../testing/fault-cases.ts';
import { FaultyFiles } from '../testing/faulty-files.ts';
import { Crash } from '../testing/faulty-store.ts';
import { SimulatedDisk } from '../testing/simulated-disk.ts';
import type { FileSystem } from './file-system.ts';
import { FileStore } from './file-store.ts';

const ROOT = '/data/store';
const storeOn = (files: FileSystem): FileStore => new FileStore(ROOT, { files, pageSize: CONFORMANCE_PAGE });

async function objectsOf(files: FileSystem): Promise<Map<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  const store = storeOn(files);
  for await (const { key } of listAll(store, '')) objects.set(key, await store.get(key));
  return objects;
}

const leftovers = async (files: FileSystem): Promise<number> => (await files.entries(`${ROOT}/.tmp`).catch(() => [])).length;

/** Objects put, replaced and deleted; `done` is told of each call that has answered. */
async function script(files: FileSystem, done: (key: string, bytes: Uint8Array | undefined) => void): Promise<void> {
  const store = storeOn(files);
  const put = async (key: string, seed: number, ifNoneMatch: boolean): Promise<void> => {
    const outcome = await store.put(key, bytesOf(300, seed), { ifNoneMatch });
    if (outcome === 'created') done(key, bytesOf(300, seed));
  };
  await put('packs/a', 1, true);
  await put('runs/1/run.json', 2, false);
  await put('packs/a', 3, true);
  await put('runs/1/run.json', 4, false);
  await put('packs/b', 5, true);
  await store.delete('packs/b');
  done('packs/b', undefined);
  await put('packs/b', 6, true);
}

/** What an object may be after a crash: as it was last known, or as the call under way would have made it. */
const versions: Readonly<Record<string, readonly (Uint8Array | undefined)[]>> = {
  'packs/a': [undefined, bytesOf(300, 1)],
  'runs/1/run.json': [undefined, bytesOf(300, 2), bytesOf(300, 4)],
  'packs/b': [undefined, bytesOf(300, 5), undefined, bytesOf(300, 6)],
};

describe('a store on a simulated disk', () => {
  it.each(conformanceCases.filter(({ title }) => !title.includes('5000000')))('$title', ({ run }) => run(storeOn(new SimulatedDisk())));
  it.each(faultCases().slice(0, 1))('$title', ({ run }) => run(() => storeOn(new SimulatedDisk())));
});

describe('a store whose process or power goes', () => {
  async function crashes(find: (disk: SimulatedDisk, round: number) => SimulatedDisk, rounds: number): Promise<void> {
    const counting = new FaultyFiles(new SimulatedDisk(), () => undefined);
    await script(counting, () => undefined);
    expect(counting.calls).toBeGreaterThan(40);
    for (let call = 1; call <= counting.calls; call++) {
      for (let round = 0; round < rounds; round++) {
        const disk = new SimulatedDisk();
        const files = new FaultyFiles(disk, (number) => (number < call ? undefined : { error: new Crash('gone'), after: number === call && round % 2 === 1 }));
        const known = new Map<string, number>();
        const running = script(files, (key, bytes) => {
          const version = (versions[key] ?? []).findIndex((one, index) => index > (known.get(key) ?? 0) && Buffer.compare(one ?? Buffer.of(), bytes ?? Buffer.of()) === 0);
          known.set(key, version);
        });
        // a crash while the last temporary file is removed goes unnoticed
        expect(await running.catch((error: unknown) => error)).toSatisfy((end) => end instanceof Crash || call === counting.calls);
        const found = find(disk, round);
        const objects = await objectsOf(found);
        for (const [key, all] of Object.entries(versions)) {
          const last = known.get(key) ?? 0;
          const allowed = all.slice(last, last + 2);
          expect(allowed, `${key} after a crash at call ${call}`).toContainEqual(objects.get(key));
        }
        expect([...objects.keys()].every((key) => key in versions)).toBe(true);
        const count = await leftovers(found);
        expect(count).toBeLessThan(2);
        expect(await storeOn(found).removeLeftovers(1)).toBe(count);
        expect(await objectsOf(found)).toEqual(objects);
        await script(found, () => undefined);
      }
    }
  }

  it('keeps what it said was stored, and nothing half, when the process ends at any call', () => crashes((disk) => disk, 2));

  it('does so when the power goes', () => {
    const random = randomWords(9);
    return crashes((disk) => disk.afterPowerLoss(random), 6);
  });
});

describe('a store whose file system fails', () => {
  it.each([
    ['ENOSPC', NoSpace, 'no space left on device'], ['EDQUOT', NoSpace, 'EDQUOT'],
    ['EACCES', PermissionDenied, 'permission denied'], ['EROFS', PermissionDenied, 'read-only file system'],
    ['EIO', Unavailable, 'i/o error'], ['EMFILE', Unavailable, 'too many open files'],
  ] as const)('names %s, and is left as it was, whichever call fails', async (code, StoreErrorClass, words) => {
    for (let call = 1; ; call++) {
      const disk = new SimulatedDisk();
      await storeOn(disk).put('packs/a', bytesOf(10, 1));
      const before = await objectsOf(disk);
      let last = '';
      const files = new FaultyFiles(disk, (number, name) => {
        if (number !== call) return undefined;
        last = name;
        return { error: Object.assign(new Error(code), { code }), after: false };
      });
      const store = storeOn(files);
      const error = await store.put('packs/b', bytesOf(5000, 2), { ifNoneMatch: true }).then(() => undefined, (error: unknown) => error);
      if (last === '') break; // no call is left to fail
      if (last === 'unlink') continue; // of a temporary file that is not needed: no failure of the store, but a leftover
      expect(error, last).toBeInstanceOf(StoreErrorClass);
      expect(String(error)).toContain(`cannot put 'packs/b': ${words}`);
      const after = await objectsOf(disk);
      // once the name is given, only its durability is in doubt
      if (!after.has('packs/b')) expect(after).toEqual(before);
      expect(await leftovers(disk), last).toBe(0);
      expect(['created', 'exists']).toContain(await store.put('packs/b', bytesOf(5000, 2), { ifNoneMatch: true }));
      expect(await objectsOf(disk)).toEqual(new Map([...before, ['packs/b', bytesOf(5000, 2)]]));
    }
  });

  it.each(['get', 'head', 'list', 'delete'] as const)('names it for %s', async (method) => {
    const disk = new SimulatedDisk();
    await storeOn(disk).put('packs/a', bytesOf(10, 1));
    const store = storeOn(new FaultyFiles(disk, () => ({ error: Object.assign(new Error('EACCES'), { code: 'EACCES' }), after: false })));
    const error = await store[method]('packs/a').then(() => undefined, (error: unknown) => error);
    expect(error).toBeInstanceOf(PermissionDenied);
    expect(error instanceof StoreError && error.code).toBe('permission-denied');
  });

  it('makes its folders again where someone has removed them', async () => {
    const disk = new SimulatedDisk();
    const store = storeOn(disk);
    await store.put('packs/a', bytesOf(10, 1));
    for (const file of ['packs/a', 'packs', '.tmp']) await disk.remove(`${ROOT}/${file}`);
    expect(await store.put('packs/b', bytesOf(10, 2))).toBe('created');
    expect([...(await objectsOf(disk)).keys()]).toEqual(['packs/b']);
  });

  it('refuses a key that goes on from another', async () => {
    const store = storeOn(new SimulatedDisk());
    await store.put('packs/a', bytesOf(10, 1));
    for (const key of ['packs/a/b', 'packs/a/b/c', 'packs']) await expect(store.put(key, bytesOf(1, 1), { ifNoneMatch: true })).rejects.toThrow(RangeError);
    await expect(store.put('packs', bytesOf(1, 1))).rejects.toThrow("'packs' goes on from another key, or another goes on from it");
  });
});
