import { describe, expect, it } from 'vitest';
import { PagedView } from './paged-view.ts';

const PAGE = 4096;

/** Memory from 0x1800 to 0x4000, where each byte is the lowest of its address; what is read is noted. */
function memory() {
  const reads: string[] = [];
  const read = (address: bigint, length: number, privilege: number): Uint8Array => {
    reads.push(`${privilege}:0x${address.toString(16)}+${length}`);
    const [from, to] = [Number(address), Math.min(Number(address) + length, 4 * PAGE)];
    return from < 0x1800 ? new Uint8Array(0) : Uint8Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  };
  return { reads, view: new PagedView({ read }) };
}

describe('a paged view', () => {
  it('reads a page once, for each privilege', () => {
    const { reads, view } = memory();
    for (const address of [0x2000n, 0x2ffen, 0x2010n]) expect([...view.read(address, 2, 1)]).toEqual([Number(address) & 0xff, (Number(address) & 0xff) + 1]);
    view.read(0x2000n, 2, 3);
    expect(reads).toEqual(['1:0x2000+4096', '3:0x2000+4096']);
  });

  it('gives what lies on two pages, on part of a page, or at the end, as it is', () => {
    const { view } = memory();
    expect([...view.read(0x2fffn, 2, 1)]).toEqual([0xff, 0]);
    expect([...view.read(0x1802n, 2, 1)]).toEqual([2, 3]); // its page begins later
    expect([...view.read(0x3ffen, 4, 1)]).toEqual([0xfe, 0xff]);
    expect([...view.read(0x1000n, 4, 1)]).toEqual([]);
  });
});
