import { createHash } from 'node:crypto';
import { linkSync, readFileSync, writeFileSync } from 'node:fs';
import { Disk } from '@reprise/vm';
import { afterAll, describe, expect, it } from 'vitest';
import { FileError } from '../files/file-error.ts';
import { ScratchFolder } from '../testing/scratch-folder.ts';
import { FileImage } from './file-image.ts';

const folder = new ScratchFolder();
afterAll(() => folder.remove());

const pattern = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (index * 7 + (index >> 12)) & 0xff));
let files = 0;
const file = (contents: Uint8Array): string => {
  const path = folder.file(`disk${files++}`);
  writeFileSync(path, contents);
  return path;
};

const read = (image: FileImage, offset: number, length: number): Buffer => {
  const into = Buffer.alloc(length, 0xee);
  image.read(offset, into);
  return into;
};

describe('FileImage', () => {
  it('reads the file, and zeros up to the end of its last sector', () => {
    const contents = pattern(10_000);
    using image = new FileImage('d', file(contents), false);
    expect(image.size).toBe(10_240);
    expect(read(image, 4000, 5000)).toEqual(contents.subarray(4000, 9000));
    expect(read(image, 9998, 4)).toEqual(Buffer.concat([contents.subarray(9998), Uint8Array.of(0, 0)]));
  });

  it('reads as it was opened after pages were written back', () => {
    const contents = pattern(20_480);
    const path = file(contents);
    using image = new FileImage('d', path, true);
    const before = image.sha256();
    expect(before).toBe(createHash('sha256').update(contents).digest('hex'));
    expect(image.writeBack(new Map([[1, new Uint8Array(4096).fill(1)], [4, new Uint8Array(4096).fill(4)]]))).toBe(true);
    expect(image.writeBack(new Map([[1, new Uint8Array(4096).fill(2)]]))).toBe(true);
    expect(read(image, 0, 20_480)).toEqual(contents);
    expect(image.sha256()).toBe(before);
    const expected = Buffer.from(contents).fill(2, 4096, 8192).fill(4, 16_384, 20_480);
    expect(readFileSync(path)).toEqual(expected);
  });

  it('carries over what the guest has flushed, and nothing else', () => {
    const path = file(pattern(8192));
    using image = new FileImage('d', path, true);
    const disk = new Disk(image, false, (pages) => image.writeBack(pages));
    disk.write(4090, Buffer.from('across pages'));
    expect(readFileSync(path)).toEqual(pattern(8192));
    expect(disk.flush()).toBe(true);
    expect(readFileSync(path).subarray(4090, 4102).toString()).toBe('across pages');
  });

  it('does not write beyond the end of its last sector', () => {
    const path = file(pattern(5000));
    using image = new FileImage('d', path, true);
    expect(image.writeBack(new Map([[1, new Uint8Array(4096).fill(9)]]))).toBe(true);
    expect(readFileSync(path).length).toBe(5120);
  });

  it('knows its file by other names', () => {
    const path = file(pattern(512));
    linkSync(path, folder.file('other-name'));
    using image = new FileImage('d', path, false);
    using same = new FileImage('d', folder.file('other-name'), false);
    using other = new FileImage('d', file(pattern(512)), false);
    expect([image.isSameFile(same), image.isSameFile(other)]).toEqual([true, false]);
  });

  it('says what could not be written', () => {
    const path = file(pattern(512));
    using image = new FileImage("drive 'd'", path, false);
    expect(image.writeBack(new Map([[0, new Uint8Array(4096)]]))).toBe(false);
    expect(image.problem).toBe("cannot write drive 'd': bad file descriptor");
  });

  it.each([
    ['missing', () => folder.file('nope'), true, "cannot open drive 'd' for writing: no such file or directory"],
    ['missing', () => folder.file('nope'), false, "cannot open drive 'd': no such file or directory"],
    ['empty', () => file(new Uint8Array(0)), false, "cannot open drive 'd': it is empty"],
    ['no file', () => '/dev/null', true, "cannot open drive 'd': it is no regular file"],
  ])('refuses what is %s', (_, path, isWritable, message) => {
    expect(() => new FileImage("drive 'd'", path(), isWritable)).toThrow(new FileError(message));
  });
});
