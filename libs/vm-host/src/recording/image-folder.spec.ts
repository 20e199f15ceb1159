import { hash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { MemoryStore } from '@reprise/store';
import { afterAll, describe, expect, it } from 'vitest';
import { ScratchFolder } from '../testing/scratch-folder.ts';
import { ImageFolder } from './image-folder.ts';

const scratch = new ScratchFolder();
afterAll(() => scratch.remove());

const BROUGHT_AT_ONCE = 8 << 20;
const bytesOf = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
const fileOf = (bytes: Uint8Array) => ({ name: 'disk', sha256: hash('sha256', bytes, 'hex') });

describe('images of a store', () => {
  it.each([0, 1, 5000, BROUGHT_AT_ONCE - 1, BROUGHT_AT_ONCE, BROUGHT_AT_ONCE + 1])('are brought to the host: %i bytes', async (size) => {
    const store = new MemoryStore();
    const folder = new ImageFolder(scratch.file(`of-${size}`), store);
    const bytes = bytesOf(size);
    await folder.put(fileOf(bytes), bytes);
    await folder.bring(fileOf(bytes), 'disk');
    expect(Buffer.compare(readFileSync(folder.pathOf(fileOf(bytes))), bytes)).toBe(0);
    await store.delete(`images/${fileOf(bytes).sha256}`);
    await folder.bring(fileOf(bytes), 'disk'); // it is here
    expect(readdirSync(scratch.file(`of-${size}`))).toEqual([fileOf(bytes).sha256]);
  });

  it('are refused where they are missing or not what they were, and nothing is left', async () => {
    const store = new MemoryStore();
    const path = scratch.file('refused');
    const folder = new ImageFolder(path, store);
    const file = fileOf(bytesOf(100));
    await expect(folder.bring(file, 'disk')).rejects.toThrow(`the recording's disk (images/${file.sha256}, which was 'disk') is missing`);
    await store.put(`images/${file.sha256}`, bytesOf(101));
    await expect(folder.bring(file, 'disk')).rejects.toThrow('is not what it was');
    expect(readdirSync(path)).toEqual([]);
  });

  it('are put once', async () => {
    const store = new MemoryStore();
    const folder = new ImageFolder(scratch.file('once'), store);
    const file = fileOf(bytesOf(10));
    await folder.put(file, bytesOf(10));
    await folder.put(file, bytesOf(10));
    writeFileSync(scratch.file('plain'), bytesOf(10));
    folder.copy(file, scratch.file('plain'));
    expect(folder.read(file, 'kernel')?.bytes).toEqual(bytesOf(10));
  });
});
