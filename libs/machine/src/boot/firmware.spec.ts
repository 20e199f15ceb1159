import { readU32BE, readU64 } from '@reprise/bits';
import { describe, expect, it } from 'vitest';
import { imageOf, MachineBench, MIB } from '../testing/machine-bench.ts';
import type { DriveConfiguration } from '../machine/configuration.ts';

const FW_CFG = 0x1010_0000;
const FLASH = 0x2000_0000;

/** A flash image whose first bytes are the index. */
const flash = (index: number, size = 32 * MIB): DriveConfiguration => ({
  id: `flash${index}`, interface: 'pflash', index, sha256: '00',
  backend: { size, readonly: true, read: (offset, into) => { into.fill(offset === 0 ? 0x40 + index : 0); return true; }, write: () => false, flush: () => true },
});

const select = (bench: MachineBench, key: number): void => void bench.machine.space.write(FW_CFG + 8, ((key & 0xff) << 8) | (key >> 8), 2);
function item(bench: MachineBench, key: number, length: number): number[] {
  select(bench, key);
  return Array.from({ length }, () => bench.machine.space.read(FW_CFG, 1));
}

const start = (bench: MachineBench): bigint => readU64(bench.bytes(0x1000, 64), 24);
const next = (bench: MachineBench): bigint => readU64(bench.bytes(0x1000, 64), 56);

describe('flash', () => {
  it('is where harts start if the first has an image', () => {
    const bench = new MachineBench({ drives: [flash(0)], bios: imageOf('fw', 1) });
    expect([start(bench), next(bench)]).toEqual([BigInt(FLASH), 0n]);
    expect(bench.machine.space.read(FLASH, 1)).toBe(0x40);
  });

  it('is where firmware goes on if the second has one, which loads the kernel by itself', () => {
    const kernel = imageOf('kernel', 7, 8, 9);
    const bench = new MachineBench({ drives: [flash(1)], bios: imageOf('fw', 1), kernel, initrd: imageOf('initrd', 5), append: 'on' });
    expect([start(bench), next(bench)]).toEqual([0x8000_0000n, BigInt(FLASH + 32 * MIB)]);
    expect([...bench.bytes(0x8020_0000, 3)]).toEqual([0, 0, 0]);
    expect([item(bench, 0x08, 4), item(bench, 0x11, 4)]).toEqual([[3, 0, 0, 0], [7, 8, 9, 0]]);
    expect([item(bench, 0x0b, 4), item(bench, 0x12, 2)]).toEqual([[1, 0, 0, 0], [5, 0]]);
    expect([item(bench, 0x14, 4), item(bench, 0x15, 4)]).toEqual([[3, 0, 0, 0], [0x6f, 0x6e, 0, 0]]);
  });

  it('takes a board with both, and none with two images for one', () => {
    expect(start(new MachineBench({ drives: [flash(0), flash(1)] }))).toBe(BigInt(FLASH));
    expect(() => new MachineBench({ drives: [flash(0), { ...flash(0), id: 'other' }] })).toThrow("flash 0 has two images: drives 'flash0' and 'other'");
  });
});

describe('fw_cfg', () => {
  it('tells the number of harts, and nothing of a kernel that is loaded already', () => {
    const bench = new MachineBench({ smp: 3, kernel: imageOf('kernel', 1) });
    expect([item(bench, 0, 4), item(bench, 5, 2), item(bench, 0x08, 4)]).toEqual([[0x51, 0x45, 0x4d, 0x55], [3, 0], [0, 0, 0, 0]]);
  });

  it('has the files of the command line', () => {
    const bench = new MachineBench({ fwCfgFiles: { 'opt/b': Uint8Array.of(2, 2), 'opt/a': Uint8Array.of(1) } });
    const directory = Uint8Array.from(item(bench, 0x19, 4 + 64 * 2));
    expect([readU32BE(directory, 0), readU32BE(directory, 4), readU32BE(directory, 68)]).toEqual([2, 1, 2]);
    expect(item(bench, 0x21, 2)).toEqual([2, 2]);
  });
});
