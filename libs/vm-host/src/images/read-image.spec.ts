import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { FileError } from '../files/file-error.ts';
import { ScratchFolder } from '../testing/scratch-folder.ts';
import { readCompressedImage, readImage } from './read-image.ts';

const folder = new ScratchFolder();
afterAll(() => folder.remove());

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index) & 0xff));
const file = (name: string, contents: Uint8Array): string => {
  writeFileSync(folder.file(name), contents);
  return folder.file(name);
};

describe('images', () => {
  it('are read as they are', () => {
    const path = file('Image', gzipSync(bytes));
    expect(readImage('initrd', path)).toEqual({ name: path, bytes: new Uint8Array(gzipSync(bytes)) });
  });

  it.each([
    ['not compressed', bytes],
    ['compressed', gzipSync(bytes)],
    ['compressed in parts', Buffer.concat([gzipSync(bytes.subarray(0, 1000)), gzipSync(bytes.subarray(1000))])],
  ])('are decompressed: %s', async (_, contents) => {
    const image = await readCompressedImage('kernel', file('kernel', contents));
    expect(Buffer.compare(image.bytes, bytes)).toBe(0);
  });

  it.each([
    ['cut', gzipSync(bytes).subarray(0, 400), /^cannot read kernel '.*': it is damaged \(gzip: .*unexpected end of file\)$/],
    ['changed', gzipSync(bytes).fill(0x55, 100, 120), /^cannot read kernel '.*': it is damaged \(gzip: /],
    ['only begun', Uint8Array.of(0x1f, 0x8b), /^cannot read kernel '.*': it is damaged \(gzip: /],
  ])('are refused when %s', async (_, contents, message) => {
    const error: unknown = await readCompressedImage('kernel', file('kernel', contents)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(String(error)).toMatch(new RegExp(message.source.replace('^', '^FileError: ')));
  });
});
