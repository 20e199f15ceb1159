import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { hexOf, sha256 } from '../hash.ts';
import { listAll } from '../object-store.ts';
import { bytesOf } from '../testing/bytes.ts';
import { FileStore } from './file-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-store-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const scriptArguments = (name: string, ...args: readonly string[]): string[] =>
  ['--conditions=source', '--disable-warning=ExperimentalWarning', fileURLToPath(new URL(`../testing/${name}.ts`, import.meta.url)), ...args];

const isRoot = process.getuid?.() === 0;

describe('a store whose writer is killed', () => {
  it('has every object that was said to be stored, and no part of one', async () => {
    const root = join(folder, 'killed');
    const store = new FileStore(root);
    const said = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const writer = spawn(process.execPath, scriptArguments('put-forever', root), { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines: string[] = [];
      const hasBegun = new Promise((resolve) => writer.stdout.on('data', (text: Buffer) => {
        lines.push(String(text));
        resolve(true);
      }));
      await hasBegun;
      await setTimeout(round * 7);
      const ended = new Promise((resolve) => writer.once('close', resolve));
      writer.kill('SIGKILL');
      await ended;
      for (const line of lines.join('').split('\n')) if (line.length === 'packs/'.length + 64) said.add(line);
    }
    const stored = new Set<string>();
    for await (const { key } of listAll(store, '')) {
      expect(`packs/${hexOf(sha256(await store.get(key)))}`).toBe(key);
      stored.add(key);
    }
    expect(said.size).toBeGreaterThan(6);
    expect([...said].filter((key) => !stored.has(key))).toEqual([]);
    expect(await store.removeLeftovers(Date.now() + 1000)).toBeLessThanOrEqual(6);
    expect(readdirSync(join(root, '.tmp'))).toEqual([]);
  });

  it('lets one of several stores in one folder win', async () => {
    const root = join(folder, 'raced');
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => new FileStore(root).put('a', bytesOf(1000, 1), { ifNoneMatch: true })));
    expect(outcomes.toSorted()).toEqual(['created', 'exists', 'exists', 'exists']);
  });
});

describe('a store that has no room', () => {
  const small = join(folder, 'small');
  mkdirSync(small);
  const mount = (): boolean => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', small]).status === 0;
  const unmount = (): boolean => spawnSync('umount', [small]).status === 0;
  const canMount = isRoot && mount() && unmount();
  afterAll(() => void (canMount && unmount()));

  it.skipIf(!canMount)(`says so and is left as it was${canMount ? '' : ' [left out: needs root, to mount a small file system]'}`, async () => {
    expect(mount()).toBe(true);
    const store = new FileStore(join(small, 'store'));
    await store.put('packs/a', bytesOf(200_000, 1));
    await expect(store.put('packs/b', bytesOf(400_000, 2))).rejects.toThrow("cannot put 'packs/b': no space left on device");
    expect((await store.list('')).objects).toEqual([{ key: 'packs/a', size: 200_000 }]);
    expect(await store.get('packs/a')).toEqual(bytesOf(200_000, 1));
    expect(readdirSync(join(small, 'store', '.tmp'))).toEqual([]);
    expect(await store.put('packs/b', bytesOf(200_000, 2))).toBe('created'); // what failed has given back its room
  });
});

describe('a store that belongs to someone else', () => {
  it.skipIf(!isRoot)(`says so and is left as it was${isRoot ? '' : ' [left out: needs root, to be someone else]'}`, async () => {
    const root = join(folder, 'foreign');
    const store = new FileStore(root);
    await store.put('packs/a', bytesOf(10, 1));
    const { stdout } = spawnSync(process.execPath, scriptArguments('put-once', root, '100'), { uid: 65_534, gid: 65_534, encoding: 'utf8' });
    expect(stdout).toBe("PermissionDenied: cannot put 'packs/large': permission denied");
    expect((await store.list('')).objects).toEqual([{ key: 'packs/a', size: 10 }]);
    expect(readdirSync(join(root, '.tmp'))).toEqual([]);
  });
});
