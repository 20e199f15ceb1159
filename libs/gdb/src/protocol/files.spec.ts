import { describe, expect, it } from 'vitest';
import { ServedFile } from './files.ts';

const content = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251);
const hexOf = (text: string): string => Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
const OPEN = `open:${hexOf('/vmlinux')},0,1c0`;

const served = (): ServedFile => new ServedFile({ name: 'vmlinux', read: async () => content });

async function opened(): Promise<ServedFile> {
  const file = served();
  expect([await file.answer('setfs:0'), await file.answer(OPEN)]).toEqual(['F0', 'F3']);
  return file;
}

/** The attachment of an answer, whose length is the result. */
function bytesIn(answer: string): Uint8Array {
  const [, result, data = ''] = /^F([0-9a-f]+);(.*)$/s.exec(answer) ?? [];
  const bytes = Uint8Array.from(data, (character) => character.charCodeAt(0));
  expect(bytes.length).toBe(Number.parseInt(result ?? '', 16));
  return bytes;
}

describe('the file of the program', () => {
  it('is read in pieces, as long as it is', async () => {
    const file = await opened();
    const pieces: number[] = [];
    for (let bytes = bytesIn(await file.answer('pread:3,10000,0')); bytes.length > 0; bytes = bytesIn(await file.answer(`pread:3,10000,${pieces.length.toString(16)}`))) pieces.push(...bytes);
    expect(pieces).toEqual([...content]);
    expect([...bytesIn(await file.answer('pread:3,2,4'))]).toEqual([4, 5]);
  });

  it('has a size and a kind', async () => {
    const view = new DataView(bytesIn(await (await opened()).answer('fstat:3')).buffer);
    expect([view.byteLength, view.getUint32(8) & 0o170000, view.getBigUint64(28)]).toEqual([64, 0o100000, 20_000n]);
  });

  it('is there only while it is open', async () => {
    const file = await opened();
    expect([await file.answer('close:3'), await file.answer('pread:3,1,0'), await file.answer('fstat:3'), await file.answer('close:3')]).toEqual(['F0', 'F-1,9', 'F-1,9', 'F-1,9']);
  });

  it.each([
    [`open:${hexOf('/etc/passwd')},0,0`, 'F-1,2'], ['open:zz,0,0', 'F-1,2'], ['open:', 'F-1,2'], [`readlink:${hexOf('/vmlinux')}`, 'F-1,16'], ['pread:4,1,0', 'F-1,9'], ['pread:', 'F-1,9'],
    [`pwrite:3,0,x`, ''], [`unlink:${hexOf('/vmlinux')}`, ''], ['', ''], ['nonsense', ''],
  ])('is the only one, and is only read: %j', async (request, answer) => {
    expect(await served().answer(request)).toBe(answer);
  });

  it.each(['pread:3,zz,0', 'pread:3,1', 'pread:3'])('is not read by nonsense: %j', async (request) => {
    expect(await (await opened()).answer(request)).toBe('F-1,16');
  });

  it('ends where it ends', async () => {
    expect(await (await opened()).answer('pread:3,ffffffffffffffff,ffffffffffffffff')).toBe('F0;');
  });

  it('is none where there is none', async () => {
    expect(await new ServedFile(undefined).answer(OPEN)).toBe('F-1,2');
  });
});
