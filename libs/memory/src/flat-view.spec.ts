import { describe, expect, it } from 'vitest';
import { AddressSpace, emptyOps, FlatView, HostMemory, infoMtree, infoMtreeFlat, MemoryRegion, PageTracker, RamBlock } from './index.ts';

const container = (size = 2 ** 64): MemoryRegion => MemoryRegion.container('system', size);
const io = (name: string, size: number): MemoryRegion => MemoryRegion.io(name, size);
const flat = (root: MemoryRegion): string[] =>
  new FlatView(root).ranges.map(({ start, end, region, offsetInRegion }) => `${start}-${end} ${region.name}@${offsetInRegion}`);

describe('FlatView', () => {
  it.each<[string, (root: MemoryRegion) => void, string[]]>([
    ['nothing', () => {}, []],
    ['regions in order of address', (root) => { root.addSubregion(50, io('b', 10)); root.addSubregion(10, io('a', 10)); }, ['10-20 a@0', '50-60 b@0']],
    ['the higher priority on top', (root) => { root.addSubregion(0, io('low', 100)); root.addSubregion(40, io('high', 10), 1); },
      ['0-40 low@0', '40-50 high@0', '50-100 low@50']],
    ['the lower priority only in gaps', (root) => { root.addSubregion(40, io('high', 10), 1); root.addSubregion(0, io('low', 100)); },
      ['0-40 low@0', '40-50 high@0', '50-100 low@50']],
    ['the later of equal priorities on top', (root) => { root.addSubregion(0, io('first', 20)); root.addSubregion(10, io('second', 20)); },
      ['0-10 first@0', '10-30 second@0']],
    ['nothing of a region all covered', (root) => { root.addSubregion(10, io('low', 10)); root.addSubregion(0, io('high', 100), 1); }, ['0-100 high@0']],
    ['a negative priority below', (root) => { root.addSubregion(0, io('back', 100), -1); root.addSubregion(10, io('front', 10)); },
      ['0-10 back@0', '10-20 front@0', '20-100 back@20']],
    ['what fits of regions in containers', (root) => {
      const inner = MemoryRegion.container('inner', 30);
      inner.addSubregion(20, io('a', 100));
      root.addSubregion(100, inner);
    }, ['120-130 a@0']],
    ['holes in containers', (root) => {
      const inner = MemoryRegion.container('inner', 30);
      inner.addSubregion(10, io('a', 10));
      root.addSubregion(0, io('below', 100));
      root.addSubregion(20, inner, 1);
    }, ['0-30 below@0', '30-40 a@0', '40-100 below@40']],
    ['children of a region before the region', (root) => {
      const region = io('outer', 40);
      region.addSubregion(10, io('inner', 10));
      root.addSubregion(0, region);
    }, ['0-10 outer@0', '10-20 inner@0', '20-40 outer@20']],
    ['a part of a region by an alias', (root) => {
      const target = io('target', 100);
      root.addSubregion(1000, target);
      root.addSubregion(0, MemoryRegion.alias('alias', target, 40, 20));
    }, ['0-20 target@40', '1000-1100 target@0']],
    ['an alias of a region that is mapped nowhere', (root) => root.addSubregion(8, MemoryRegion.alias('alias', io('target', 100), 90, 20)), ['8-18 target@90']],
    ['an alias of a container', (root) => {
      const inner = MemoryRegion.container('inner', 100);
      inner.addSubregion(10, io('a', 10));
      inner.addSubregion(50, io('b', 10));
      root.addSubregion(0, MemoryRegion.alias('alias', inner, 15, 40));
    }, ['0-5 a@5', '35-40 b@0']],
    ['nothing of what is not enabled', (root) => {
      const off = io('off', 10);
      off.setEnabled(false);
      root.addSubregion(0, io('below', 20));
      root.addSubregion(5, off, 1);
    }, ['0-20 below@0']],
    ['nothing beyond 2^53', (root) => { root.addSubregion(2 ** 53 - 8, io('a', 16)); }, [`${2 ** 53 - 8}-${2 ** 53} a@0`]],
  ])('shows %s', (_what, build, expected) => {
    const root = container();
    build(root);
    expect(flat(root)).toEqual(expected);
  });

  it('agrees with a look at each address, on random trees', () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let round = 0; round < 200; round++) {
      const root = container(64);
      const regions: MemoryRegion[] = [root];
      for (let count = 0; count < 12; count++) {
        const into = regions[random(regions.length)] ?? root;
        const name = `r${count}`;
        const size = 1 + random(32);
        const kind = random(4);
        const made = kind === 0 ? MemoryRegion.container(name, size) : kind === 1 && count > 3
          ? MemoryRegion.alias(name, regions[1] ?? root, random(8), size) : io(name, size);
        if (made.target === root || (made.target && into !== root)) continue; // no region may come to hold itself
        into.addSubregion(random(48), made, random(3) - 1);
        if (made.kind !== 'alias') regions.push(made);
        if (random(6) === 0) made.setEnabled(false);
      }
      const view = new FlatView(root);
      for (let address = 0; address < 64; address++) {
        const range = view.lookup(address);
        const found = range ? `${range.region.name}@${address - range.start + range.offsetInRegion}` : null;
        expect(found).toBe(seenAt(root, address));
      }
    }
  });
});

/** What answers at `offset` of a region, found one address at a time. */
function seenAt(region: MemoryRegion, offset: number): string | null {
  if (!region.enabled || offset < 0 || offset >= region.size) return null;
  if (region.target) return seenAt(region.target, offset + region.targetOffset);
  for (const inner of region.subregions) {
    const found = seenAt(inner, offset - inner.offset);
    if (found !== null) return found;
  }
  return region.kind === 'container' ? null : `${region.name}@${offset}`;
}

describe('MemoryRegion', () => {
  it.each<[string, (root: MemoryRegion) => void, string]>([
    ['a region mapped twice', (root) => { const a = io('a', 1); root.addSubregion(0, a); root.addSubregion(8, a); }, "'a' is already mapped in 'system'"],
    ['a region in itself', (root) => root.addSubregion(0, root), "'system' cannot hold itself"],
    ['an address that is none', (root) => root.addSubregion(-1, io('a', 1)), "cannot map 'a' at -1"],
    ['removing what is not there', (root) => root.removeSubregion(io('a', 1)), "'a' is not mapped in 'system'"],
  ])('refuses %s', (_what, act, message) => expect(() => act(container())).toThrow(message));

  it('tells address spaces of every change below', () => {
    const root = container();
    const inner = MemoryRegion.container('inner', 100);
    const shown = io('shown', 10);
    root.addSubregion(0, MemoryRegion.alias('window', inner, 0, 100));
    const space = new AddressSpace('memory', root);
    let changes = 0;
    space.onMappingChanged(() => changes++);
    const at5 = (): string | undefined => space.lookup(5)?.region.name;
    const seen = [at5()];
    inner.addSubregion(0, shown);
    seen.push(at5());
    shown.setOffset(6);
    seen.push(at5());
    shown.setOffset(0);
    shown.setEnabled(false);
    seen.push(at5());
    shown.setEnabled(true);
    inner.removeSubregion(shown);
    seen.push(at5());
    expect(seen).toEqual([undefined, 'shown', undefined, undefined, undefined]);
    expect(changes).toBe(6);
  });
});

describe('info mtree', () => {
  const memory = new HostMemory();
  const tracker = new PageTracker(memory);
  const root = container();
  const ram = MemoryRegion.ram('riscv_virt_board.ram', new RamBlock(memory, tracker, 'ram', 0x10000));
  root.addSubregion(0x8000_0000, ram);
  root.addSubregion(0x1000, MemoryRegion.rom('riscv_virt_board.mrom', new RamBlock(memory, tracker, 'mrom', 0xf000, true)));
  root.addSubregion(0x2000_0000, MemoryRegion.romDevice('virt.flash0', new RamBlock(memory, tracker, 'flash', 0x1000, true), emptyOps));
  root.addSubregion(0x1000_0000, io('serial', 8));
  root.addSubregion(0x9000_0000, MemoryRegion.alias('ram-low', ram, 0x1000, 0x2000));
  root.addSubregion(0x8000_1000, io('overlay', 0x1000), 1);
  const off = io('off', 16);
  off.setEnabled(false);
  root.addSubregion(0x3000_0000, off);
  const space = new AddressSpace('memory', root);

  it('shows the tree', () => {
    expect(infoMtree([space])).toBe(`address-space: memory
  0000000000000000-ffffffffffffffff (prio 0, i/o): system
    0000000000001000-000000000000ffff (prio 0, rom): riscv_virt_board.mrom
    0000000010000000-0000000010000007 (prio 0, i/o): serial
    0000000020000000-0000000020000fff (prio 0, romd): virt.flash0
    0000000030000000-000000003000000f (prio 0, i/o): off [disabled]
    0000000080000000-000000008000ffff (prio 0, ram): riscv_virt_board.ram
    0000000080001000-0000000080001fff (prio 1, i/o): overlay
    0000000090000000-0000000090001fff (prio 0, ram): alias ram-low @riscv_virt_board.ram 0000000000001000-0000000000002fff
`);
  });

  it('shows the flat view', () => {
    expect(infoMtreeFlat([space, new AddressSpace('dma', root)])).toBe(`FlatView #0
 AS "memory", root: system
 AS "dma", root: system
 Root memory region: system
  0000000000001000-000000000000ffff (prio 0, rom): riscv_virt_board.mrom
  0000000010000000-0000000010000007 (prio 0, i/o): serial
  0000000020000000-0000000020000fff (prio 0, romd): virt.flash0
  0000000080000000-0000000080000fff (prio 0, ram): riscv_virt_board.ram
  0000000080001000-0000000080001fff (prio 1, i/o): overlay
  0000000080002000-000000008000ffff (prio 0, ram): riscv_virt_board.ram @0000000000002000
  0000000090000000-0000000090001fff (prio 0, ram): riscv_virt_board.ram @0000000000001000
`);
    expect(infoMtreeFlat([new AddressSpace('empty', container())])).toContain('  No rendered FlatView');
  });
});
