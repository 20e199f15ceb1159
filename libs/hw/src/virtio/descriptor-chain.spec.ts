import { writeU16, writeU32, writeU64 } from '@reprise/bits';
import { AddressSpace, Dma, HostMemory, MemoryRegion, PageTracker, RamBlock } from '@reprise/memory';
import { describe, expect, it } from 'vitest';
import { readChain } from './descriptor-chain.ts';

const [NEXT, WRITE, INDIRECT] = [1, 2, 4];
const RAM_SIZE = 8 << 20;
const TABLE = 0x1000;
const INNER = 0x2000;

/** address, length, flags, next */
type Descriptor = readonly [address: number, length: number, flags?: number, next?: number];

const UNUSED: readonly Descriptor[] = [[0, 0], [0, 0], [0, 0], [0, 0]];

function memoryWith(tables: Readonly<Record<number, readonly Descriptor[]>>): Dma {
  const memory = new HostMemory();
  const ram = new RamBlock(memory, new PageTracker(memory), 'ram', RAM_SIZE);
  const root = MemoryRegion.container('system', 2 ** 64);
  root.addSubregion(0, MemoryRegion.ram('ram', ram));
  for (const [table, descriptors] of Object.entries(tables)) {
    descriptors.forEach(([address, length, flags = 0, next = 0], index) => {
      const bytes = new Uint8Array(16);
      writeU64(bytes, 0, BigInt(address));
      writeU32(bytes, 8, length);
      writeU16(bytes, 12, flags);
      writeU16(bytes, 14, next);
      ram.writeBytes(Number(table) + 16 * index, bytes);
    });
  }
  return new Dma(new AddressSpace('memory', root));
}

const chainOf = (descriptors: readonly Descriptor[], inner: readonly Descriptor[] = [], head = 0, table = TABLE) =>
  readChain(memoryWith({ [TABLE]: descriptors, [INNER]: inner }), table, 8, head);

describe('a chain', () => {
  it.each<[string, readonly Descriptor[], readonly Descriptor[], number, number]>([
    ['of one descriptor', [[0, 10]], [], 10, 0],
    ['of both directions', [[0, 10, NEXT, 2], [0, 0], [16, 20, NEXT, 7], ...UNUSED, [64, 5, WRITE]], [], 30, 5],
    ['in an indirect table', [[INNER, 48, INDIRECT]], [[0, 1, NEXT, 2], [0, 0], [0, 4, WRITE]], 1, 4],
    ['in an indirect table that is marked as writable', [[INNER, 16, INDIRECT | WRITE]], [[0, 4]], 4, 0],
    ['that goes on in an indirect table', [[0, 3, NEXT, 1], [INNER, 32, INDIRECT]], [[0, 1, NEXT, 1], [0, 4, WRITE]], 4, 4],
    ['longer than the queue, in an indirect table', [[INNER, 16 * 256, INDIRECT]], Array.from({ length: 256 }, (_, at): Descriptor => [0, 1, at < 255 ? NEXT : 0, at + 1]), 256, 0],
    ['of up to 2^32 bytes', [[INNER, 16 * 512, INDIRECT]], Array.from({ length: 512 }, (_, at): Descriptor => [0, RAM_SIZE, at < 511 ? NEXT : 0, at + 1]), 2 ** 32, 0],
  ])('%s is read', (_what, descriptors, inner, readable, writable) => {
    expect(chainOf(descriptors, inner)).toMatchObject({ head: 0, readable: { length: readable }, writable: { length: writable } });
  });

  it.each<[string, readonly Descriptor[], readonly Descriptor[], string]>([
    ['points to itself', [[0, 1, NEXT, 0]], [], 'without an end'],
    ['goes in a circle', [[0, 1, NEXT, 1], [0, 1, NEXT, 0]], [], 'without an end'],
    ['leaves the table', [[0, 1, NEXT, 8]], [], 'descriptor 8 of a table of 8'],
    ['has an empty descriptor', [[0, 0]], [], '0 bytes'],
    ['points outside of memory', [[0x4000_0000, 1]], [], 'outside of memory'],
    ['runs out of memory', [[RAM_SIZE - 4, 5, WRITE]], [], 'outside of memory'],
    ['runs over the end of all addresses', [[2 ** 64 - 4096, 8192]], [], 'outside of memory'],
    ['has something to read after something to write', [[0, 1, WRITE | NEXT, 1], [0, 1]], [], 'to be read after'],
    ['is of more than 2^32 bytes', [[INNER, 16 * 513, INDIRECT]], Array.from({ length: 513 }, (_, at): Descriptor => [0, RAM_SIZE, NEXT, at + 1]), 'has 8388608 bytes'],
    ['has an empty indirect table', [[INNER, 0, INDIRECT]], [], 'table of 0 bytes'],
    ['has an indirect table of broken size', [[INNER, 40, INDIRECT]], [[0, 1]], 'table of 40 bytes'],
    ['has an indirect table outside of memory', [[RAM_SIZE, 16, INDIRECT]], [], 'outside of memory'],
    ['goes on after an indirect table', [[INNER, 16, INDIRECT | NEXT, 1], [0, 1]], [[0, 1]], 'where it must not be'],
    ['has an indirect table in an indirect table', [[INNER, 16, INDIRECT]], [[INNER, 16, INDIRECT]], 'where it must not be'],
    ['leaves its indirect table', [[INNER, 16, INDIRECT]], [[0, 1, NEXT, 1], [0, 1]], 'descriptor 1 of a table of 1'],
    ['goes in a circle in an indirect table', [[INNER, 0xffff_fff0, INDIRECT]], [[0, 1, NEXT, 1], [0, 1, NEXT, 0]], 'without an end'],
  ])('that %s is not', (_what, descriptors, inner, problem) => {
    expect(chainOf(descriptors, inner)).toContain(problem);
  });

  it.each([[8, TABLE, 'descriptor 8 of a table of 8'], [0xffff, TABLE, 'of a table of 8'], [0, RAM_SIZE, 'outside of memory'], [0, 2 ** 64, 'outside of memory']])(
    'cannot start at descriptor %d of table %d', (head, table, problem) => expect(chainOf([], [], head, table)).toContain(problem));
});
