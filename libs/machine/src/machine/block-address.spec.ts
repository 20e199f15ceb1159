import { describe, expect, it } from 'vitest';
import { MachineBench } from '../testing/machine-bench.ts';
import { blockAddress } from './block-address.ts';

const flash = { size: 32 << 20, readonly: false, read: () => true, write: () => true, flush: () => true };

describe('blocks of RAM', () => {
  it.each(['virt', 'spike'])('of %s are where its address space has them', (machine) => {
    const drives = machine === 'virt' ? [0, 1].map((index) => ({ id: `flash${index}`, interface: 'pflash' as const, index, backend: flash, sha256: '' })) : [];
    const { ramBlocks, space } = new MachineBench({ machine, drives }).machine;
    const mapped = ramBlocks.map((block) => [block.name, space.view.ranges.find(({ readBlock, offsetInRegion }) => readBlock === block && offsetInRegion === 0)?.start]);
    expect(mapped.length).toBe(machine === 'virt' ? 4 : 2);
    expect(ramBlocks.map(({ name }) => [name, blockAddress(machine, name)])).toEqual(mapped);
  });

  it.each([['virt', 'riscv.spike.ram'], ['virt', '/machine/peripheral/x/memory'], ['other', 'riscv_virt_board.ram'], ['', '']])('%s has no %s of its own', (machine, block) => {
    expect(blockAddress(machine, block)).toBeUndefined();
  });
});
