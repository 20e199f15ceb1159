import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ScratchFolder } from '../testing/scratch-folder.ts';
import { FileError } from './file-error.ts';
import { OutputFile } from './output-file.ts';
import { createOutputStream } from './output-stream.ts';
import { readFile } from './read-file.ts';

const folder = new ScratchFolder();
afterAll(() => folder.remove());

const withText = (name: string, text: string): string => {
  writeFileSync(folder.file(name), text);
  return folder.file(name);
};

describe('readFile', () => {
  it('reads files, empty ones, and those whose size says nothing', () => {
    expect(Buffer.from(readFile('x', withText('text', 'some text'), 9)).toString()).toBe('some text');
    expect(readFile('x', withText('empty', ''), 9).length).toBe(0);
    expect(Buffer.from(readFile('x', '/proc/self/stat', 10_000)).toString()).toMatch(/^\d+ \(/);
  });

  it('reads a pipe to its end', () => {
    const pipe = folder.file('pipe');
    execFileSync('mkfifo', [pipe]);
    execFileSync('sh', ['-c', `seq 100000 >'${pipe}' &`], { stdio: 'ignore' });
    expect(Buffer.from(readFile('x', pipe, 1 << 20)).toString()).toMatch(/^1\n2\n[^]*\n100000\n$/);
  });

  it.each([
    ['missing', () => folder.file('nope'), "cannot read kernel 'k': no such file or directory"],
    ['a folder', () => folder.path, "cannot read kernel 'k': it is a directory"],
    ['too large', () => withText('large', 'x'.repeat(1025)), "cannot read kernel 'k': expected at most 1 KiB, got 1025 bytes"],
    ['endless', () => '/dev/zero', "cannot read kernel 'k': expected at most 1 KiB"],
  ])('refuses a file that is %s', (_, path, message) => {
    expect(() => readFile("kernel 'k'", path(), 1024)).toThrow(new FileError(message));
  });
});

describe('OutputFile', () => {
  it('shows the old file until the new one is whole', () => {
    const path = withText('result', 'old');
    using file = OutputFile.create("'result'", path);
    expect(readFileSync(path, 'utf8')).toBe('old');
    file.commit('new');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('leaves nothing behind where nothing was committed', () => {
    const before = readdirSync(folder.path);
    OutputFile.create("'other'", folder.file('other'))[Symbol.dispose]();
    expect(readdirSync(folder.path)).toEqual(before);
  });

  it('writes to what a link names, and to what is no file', () => {
    const target = withText('target', 'old');
    symlinkSync(target, folder.file('link'));
    for (const path of [folder.file('link'), '/dev/null']) {
      using file = OutputFile.create('x', path);
      file.commit('new');
    }
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(readFileSync(folder.file('link'), 'utf8')).toBe('new');
  });

  it.each([
    ['a folder', () => folder.path, "cannot write 'x': it is a directory"],
    ['in no folder', () => folder.file('nope/x'), "cannot write 'x': no such file or directory"],
  ])('refuses %s at the start', (_, path, message) => {
    expect(() => OutputFile.create("'x'", path())).toThrow(new FileError(message));
  });
});

it('opens a file for output, or says why not', async () => {
  const path = folder.file('trace');
  const stream = createOutputStream("'trace'", path);
  await new Promise<void>((resolve) => void stream.end('lines', resolve));
  expect(readFileSync(path, 'utf8')).toBe('lines');
  mkdirSync(folder.file('d'));
  expect(() => createOutputStream("'d'", folder.file('d'))).toThrow(new FileError("cannot write 'd': illegal operation on a directory"));
  expect(existsSync(folder.file('d'))).toBe(true);
});
