import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { EmptyImage } from './empty-image.ts';

it.each([512, 4096, (1 << 20) + 512, 5 << 20])('an empty disk of %i bytes has zeros, and their hash', (size) => {
  const image = new EmptyImage(size);
  const page = new Uint8Array(100).fill(7);
  image.read(size - 50, page);
  expect([image.size, page.every((byte) => byte === 0)]).toEqual([size, true]);
  expect(image.sha256()).toBe(hash('sha256', new Uint8Array(size), 'hex'));
});
