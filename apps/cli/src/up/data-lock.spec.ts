import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { OptionError } from '@reprise/options';
import { afterAll, describe, expect, it } from 'vitest';
import { DataFolder } from './data-folder.ts';
import { DataLock } from './data-lock.ts';
import { Children } from './supervise/left-over.ts';
import { identityOf } from './supervise/process-identity.ts';

const path = mkdtempSync(join(tmpdir(), 'reprise-lock-'));
const folder = DataFolder.open(path);
afterAll(() => rmSync(path, { recursive: true }));
const silent = (): void => undefined;

describe('a data folder', () => {
  it('has one holder at a time', () => {
    const lock = DataLock.acquire(folder);
    expect(() => DataLock.acquire(folder)).toThrow(new OptionError(`another 'reprise up' (process ${process.pid}) has the data folder '${path}': stop it, or name another with --data DIR`));
    lock[Symbol.dispose]();
    DataLock.acquire(folder)[Symbol.dispose]();
    expect(readdirSync(path).filter((name) => name.includes('lock'))).toEqual([]);
  });

  it.each([
    ['a process that has ended', '{"pid":4194304,"started":""}'],
    ['an earlier process of the same number', JSON.stringify({ pid: process.pid, started: 'once' })],
    ['nobody', 'damaged'],
  ])('is free when its lock is of %s', (_, text) => {
    writeFileSync(folder.file('up.lock'), text);
    DataLock.acquire(folder)[Symbol.dispose]();
  });

  it('keeps secrets for its owner alone', () => {
    const secret = folder.secret('token');
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(folder.secret('token')).toBe(secret);
    expect(statSync(folder.file('token')).mode & 0o777).toBe(0o600);
    expect(folder.secret('other')).not.toBe(secret);
  });

  it('cannot be where a file is', () => {
    writeFileSync(join(path, 'file'), '');
    expect(() => DataFolder.open(join(path, 'file'))).toThrow(`the data folder '${join(path, 'file')}' cannot be made: `);
  });
});

describe('what an earlier stack has left', () => {
  it('is ended, and nothing else', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const ended = once(child, 'exit');
    new Children(folder).add('worker 1', child.pid ?? 0);
    const said: string[] = [];
    await new Children(folder).endLeftOvers((line) => said.push(line));
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(said).toEqual([`worker 1 (process ${child.pid}) was left by an earlier 'reprise up' that was killed: ending it`]);
  });

  it.each([
    ['a later process of the same number', JSON.stringify({ redis: { pid: process.pid, started: 'once' } })],
    ['damage', '{'],
  ])('is nothing where there is %s', async (_, text) => {
    writeFileSync(folder.file('children.json'), text);
    await new Children(folder).endLeftOvers(silent);
    expect(identityOf(process.pid)).not.toBeNull();
  });

  it('is written down as it comes', () => {
    const children = new Children(folder);
    children.add('redis', process.pid);
    expect(JSON.parse(readFileSync(folder.file('children.json'), 'utf8'))).toEqual({ redis: identityOf(process.pid) });
  });
});
