import { assemble, Decoder } from '@reprise/isa';
import { HostMemory, PAGE_SIZE } from '@reprise/memory';
import { csrByName, instructionTables } from '@reprise/riscv';
import { describe, expect, it } from 'vitest';
import { discoverRegion } from './discover.ts';
import { footprintOf, RegionCache } from './region-cache.ts';
import type { Region } from './region.ts';
import { printRegion } from './text.ts';

const tables = instructionTables(new Set(['I', 'M', 'C', 'D', 'Zicsr']));
const BASE = 0x8000_0000n;
const memory = new HostMemory();
const PAGES = 3;
const host = memory.allocate(PAGES * PAGE_SIZE);

interface Where {
  /** Offset of the program and its entry. */
  readonly at?: number;
  readonly pages?: number;
  readonly isWanted?: (offset: number) => boolean;
  readonly followsCalls?: boolean;
  /** Offsets to which indirect jumps were seen to lead, by their own. */
  readonly targets?: Readonly<Record<number, readonly number[]>>;
}

function regionOf(text: string, { at = 0, pages = PAGES, isWanted = () => true, followsCalls = false, targets = {} }: Where = {}): Region | undefined {
  memory.u8.fill(0, host, host + PAGES * PAGE_SIZE);
  memory.u8.set(assemble(text, { tables, origin: BASE + BigInt(at), csr: (name) => csrByName.get(name) }), host + at);
  const fetchedPage = (address: bigint): number => (address >= BASE && address < BASE + BigInt(pages * PAGE_SIZE) ? host + Number(address - BASE) : -1);
  const targetsOf = (_: bigint, offset: number): readonly bigint[] => (targets[offset - host] ?? []).map((target) => BASE + BigInt(target));
  const decoder = new Decoder(tables.instructions, tables.compressed);
  return discoverRegion({ memory, decoder, fetchedPage, isWanted: (_, offset) => isWanted(offset - host), targetsOf, isWorthFollowing: () => followsCalls }, BASE + BigInt(at));
}

const loop = 'addi a0, a0, 1\nloop: lw a1, 0(a2)\nadd a0, a0, a1\nbnez a1, loop\nwfi';

const regions: readonly (readonly [name: string, text: string, where: Where, expected: string])[] = [
  ['a loop up to an instruction that waits', loop, {}, `
0x80000000: needs 1
  addi a0, a0, 1
  -> goto 0x80000004
0x80000004: loop needs 3
  lw a1, 0(a2)
  add a0, a0, a1
  bne a1, zero, 0x80000004
  -> branch 0x80000004, out 0x80000010
`],
  ['a diamond, a call and a computed jump', 'beqz a0, other\nli a1, 1\nj both\nother: li a1, 2\nboth: bnez a1, end\njal ra, far\nend: jr a0\nfar: nop', {}, `
0x80000000: needs 5
  beq a0, zero, 0x8000000c
  -> branch 0x8000000c, 0x80000004
0x8000000c:
  addi a1, zero, 2
  -> goto 0x80000010
0x80000004:
  addi a1, zero, 1
  jal zero, 0x80000010
  -> goto 0x80000010
0x80000010: merge
  bne a1, zero, 0x80000018
  -> branch 0x80000018, 0x80000014
0x80000018:
  jalr zero, 0(a0)
  -> jump
0x80000014:
  jal ra, 0x8000001c
  -> goto out 0x8000001c
`],
  ['only what was reached', 'beqz a0, never\nli a1, 1\njr ra\nnever: li a1, 2\njr ra', { isWanted: (offset) => offset < 12 }, `
0x80000000: needs 3
  beq a0, zero, 0x8000000c
  -> branch out 0x8000000c, 0x80000004
0x80000004:
  addi a1, zero, 1
  jalr zero, 0(ra)
  -> jump
`],
  ['an instruction that crosses pages', 'addi a0, a0, 1\njr ra', { at: PAGE_SIZE - 2 }, `
0x80000ffe: needs 2
  addi a0, a0, 1
  jalr zero, 0(ra)
  -> jump
`],
  ['a function that is called often, with both places that it returns to', 'jal ra, f\nauipc ra, 0\njalr ra, ra, 12\nj end\nf: addi a0, a0, 1\nret\nend: wfi', { followsCalls: true }, `
0x80000000: needs 1
  jal ra, 0x80000010
  -> goto 0x80000010
0x80000010: loop needs 4
  addi a0, a0, 1
  jalr zero, 0(ra)
  -> jump perhaps 0x80000004 perhaps 0x8000000c
0x8000000c: merge
  jal zero, 0x80000018
  -> goto out 0x80000018
0x80000004:
  auipc ra, 0x0
  jalr ra, 12(ra)
  -> goto 0x80000010
`],
  ['a loop around a computed jump, with what it was seen to lead to', 'loop: lw a1, 0(a2)\njr a1\nli a0, 1\nj loop\nli a0, 2\nj loop\nli a0, 3', { targets: { 4: [16, 8] } }, `
0x80000000: loop needs 4
  lw a1, 0(a2)
  jalr zero, 0(a1)
  -> jump perhaps 0x80000010 perhaps 0x80000008
0x80000008:
  addi a0, zero, 1
  jal zero, 0x80000000
  -> goto 0x80000000
0x80000010:
  addi a0, zero, 2
  jal zero, 0x80000000
  -> goto 0x80000000
`],
  ['a function that is called by its address', 'jalr ra, 0(a0)\nj end\naddi a0, a0, 1\nret\nend: wfi', { followsCalls: true, targets: { 0: [8] } }, `
0x80000000: needs 4
  jalr ra, 0(a0)
  -> jump perhaps 0x80000008
0x80000008:
  addi a0, a0, 1
  jalr zero, 0(ra)
  -> jump perhaps 0x80000004
0x80000004:
  jal zero, 0x80000010
  -> goto out 0x80000010
`],
  ['what a trap handler does, and where it goes', 'csrrw sp, sscratch, sp\nbnez sp, user\nsret\nuser: ecall\nnop', {}, `
0x80000000: needs 3
  csrrw sp, 0x140, sp
  bne sp, zero, 0x8000000c
  -> branch 0x8000000c, 0x80000008
0x8000000c:
  ecall
  -> away
0x80000008:
  sret
  -> away
`],
  ['a function that returns to somebody else', 'loop: addi a0, a0, 1\nbnez a0, loop\nret', { followsCalls: true }, `
0x80000000: loop needs 3
  addi a0, a0, 1
  bne a0, zero, 0x80000000
  -> branch 0x80000000, 0x80000008
0x80000008: merge
  jalr zero, 0(ra)
  -> jump
`],
  ['nothing of a page that cannot be fetched from', 'addi a0, a0, 1\naddi a0, a0, 2', { at: PAGE_SIZE - 4, pages: 1 }, `
0x80000ffc: needs 1
  addi a0, a0, 1
  -> leave 0x80001000
`],
];

describe('a region', () => {
  it.each(regions)('is %s', (_, text, where, expected) => {
    const found = regionOf(text, where);
    expect(found && `\n${printRegion(found)}`).toBe(expected);
  });

  it.each([['wfi'], ['.word 0']])('does not begin with %s', (text) => {
    expect(regionOf(text)).toBeUndefined();
  });

  it('is dropped with any byte that it was made from, and with no other', () => {
    const at = PAGE_SIZE - 6;
    const found = regionOf('addi a0, a0, 1\naddi a0, a0, 2\njr ra', { at });
    if (!found) throw new Error('there is no region');
    const cache = new RegionCache(1);
    const cached = cache.add(footprintOf(BASE + BigInt(at), found), found.pages.map((page) => page.host));
    expect(cache.isFull).toBe(true);
    const touched = (offset: number): boolean => cache.touching(host + offset, 1).length > 0;
    expect([at - 1, at, at + 5, at + 6, at + 11, at + 12].map(touched)).toEqual([false, true, true, true, true, false]);
    cache.delete(cached);
    expect(touched(at)).toBe(false);
    expect(cache.isFull).toBe(false);
  });
});
