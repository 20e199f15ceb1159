import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { OutputClosed, OutputQueue } from './output-queue.ts';

/** A stream that takes a chunk only when it is told to. */
class Slow extends Writable {
  readonly taken: Buffer[] = [];
  take: () => void = () => {};

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.take = () => {
      this.taken.push(chunk);
      done();
    };
  }
}

const failing = (code: string): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });

describe('OutputQueue', () => {
  it('hands bytes and text over in their order, however many', async () => {
    const stream = new PassThrough();
    const shown: number[] = [];
    const queue = new OutputQueue(stream, (bytes) => shown.push(bytes.length));
    for (let i = 0; i < 200_000; i++) queue.write(i & 0xff);
    queue.writeText('é'.repeat(150_000));
    const read: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => read.push(chunk));
    await queue.flush();
    await queue.flush();
    const all = Buffer.concat(read);
    expect(shown).toEqual([500_000]);
    expect(all.subarray(0, 200_000).every((byte, index) => byte === (index & 0xff))).toBe(true);
    expect(all.subarray(200_000).toString()).toBe('é'.repeat(150_000));
  });

  it('waits for who reads it', async () => {
    const stream = new Slow();
    const queue = new OutputQueue(stream);
    queue.writeText('first');
    let isFlushed = false;
    const flushed = queue.flush().then(() => (isFlushed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isFlushed).toBe(false);
    stream.take();
    await flushed;
    expect(Buffer.concat(stream.taken).toString()).toBe('first');
  });

  it('says that nobody reads it any more, each time', async () => {
    const queue = new OutputQueue(failing('EPIPE'));
    for (const text of ['lost', 'also lost']) {
      queue.writeText(text);
      await expect(queue.flush()).rejects.toThrow(OutputClosed);
    }
  });

  it('passes other failures on', async () => {
    const queue = new OutputQueue(failing('ENOSPC'));
    queue.write(0);
    await expect(queue.flush()).rejects.toThrow(/^ENOSPC$/);
  });
});
