import { describe, expect, it } from 'vitest';
import { byteAnswer, parseRange } from './byte-range.ts';

describe('a range of 100 bytes', () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-', { from: 0, to: 100 }],
    ['bytes=10-19', { from: 10, to: 20 }],
    ['bytes=90-1000', { from: 90, to: 100 }],
    ['bytes=-10', { from: 90, to: 100 }],
    ['bytes=-1000', { from: 0, to: 100 }],
    ['bytes=20-10', undefined],
    ['bytes=0-1,5-6', undefined],
    ['bytes=-', undefined],
    ['lines=1-2', undefined],
  ])('%s is %j', (header, stretch) => {
    expect(parseRange(header, 100)).toEqual(stretch);
  });

  it.each(['bytes=100-', 'bytes=1000-2000', 'bytes=-0'])('%s is none', (header) => {
    expect(() => parseRange(header, 100)).toThrow('there are 100 bytes');
  });

  it('is answered with where it is', async () => {
    const bytes = new Uint8Array(100).map((_, index) => index);
    const read = async function* ({ from, to }: { from: number; to: number }): AsyncGenerator<Uint8Array> { yield bytes.subarray(from, to); };
    const part = byteAnswer('bytes=10-19', 100, read);
    expect([part.status, part.headers.get('content-range'), [...(await part.bytes())]]).toEqual([206, 'bytes 10-19/100', [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]]);
    const all = byteAnswer(undefined, 100, read);
    expect([all.status, all.headers.get('content-length'), (await all.bytes()).length]).toEqual([200, '100', 100]);
    expect((await byteAnswer(undefined, 0, read).bytes()).length).toBe(0);
  });
});
