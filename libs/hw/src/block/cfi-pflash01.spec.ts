import { type BlockBackend, DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { cfiPflash01 } from './cfi-pflash01.ts';

const SECTOR = 4096;
const BLOCKS = 4;

/** A drive in memory. */
class Image implements BlockBackend {
  readonly bytes: Uint8Array;
  readonly readonly: boolean;
  isBroken = false;

  constructor(size = SECTOR * BLOCKS, readonly = false) {
    this.bytes = Uint8Array.from({ length: size }, (_, at) => at);
    this.readonly = readonly;
  }

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, into: Uint8Array): boolean {
    into.set(this.bytes.subarray(offset, offset + into.length));
    return true;
  }

  write(offset: number, bytes: Uint8Array): boolean {
    if (!this.isBroken) this.bytes.set(bytes, offset);
    return !this.isBroken;
  }

  flush(): boolean {
    return true;
  }
}

class Flash extends DeviceBench {
  constructor(image: Image | null) {
    super(cfiPflash01, { properties: { 'num-blocks': BLOCKS, 'sector-length': SECTOR }, backends: image ? { drive: image } : {} });
  }

  /** Writes to both chips. */
  both(offset: number, value: number): void {
    this.write(offset, ((value << 16) | value) >>> 0);
  }

  erase(offset: number): void {
    this.both(offset, 0x20);
    this.both(offset, 0xd0);
  }

  program(offset: number, value: number): void {
    this.both(offset, 0x40);
    this.write(offset, value);
  }

  /** What status reads as, and then the array again. */
  status(): number {
    this.both(0, 0x70);
    const value = this.read(0);
    this.both(0, 0xff);
    return value;
  }
}

describe('cfi.pflash01, reading', () => {
  it('is memory with the image in it', () => {
    const flash = new Flash(new Image());
    expect([flash.read(0x104), flash.read64(0), flash.device.region('flash').kind]).toEqual([0x0706_0504, 0x0706_0504_0302_0100n, 'romd']);
    expect(flash.space.lookup(0)?.readBlock).not.toBe(null);
  });

  it('is empty without a drive, and takes no memory', () => {
    const flash = new Flash(null);
    expect([flash.read(0), flash.read(1, 1), flash.read64(8), flash.device.region('flash').block]).toEqual([0xffff_ffff, 0xff, 2n ** 64n - 1n, null]);
  });

  it.each([
    { name: 'Q', word: 0x10, value: 0x51 }, { name: 'R', word: 0x11, value: 0x52 }, { name: 'Y', word: 0x12, value: 0x59 },
    { name: 'Intel commands', word: 0x13, value: 1 }, { name: 'size of a chip', word: 0x27, value: 13 },
    { name: 'size of the write buffer', word: 0x2a, value: 10 }, { name: 'regions', word: 0x2c, value: 1 },
    { name: 'blocks but one', word: 0x2d, value: 3 }, { name: 'block size / 256', word: 0x2f, value: 8 }, { name: 'P', word: 0x31, value: 0x50 },
  ])('answers a query: $name', ({ word, value }) => {
    for (const image of [new Image(), null]) {
      const flash = new Flash(image);
      flash.both(0x55 * 4, 0x98);
      expect([flash.read(4 * word), flash.read(4 * word, 1), flash.read(4 * word + 2, 2)]).toEqual([value * 0x1_0001, value, value]);
    }
  });

  it('identifies itself, and goes back to its array', () => {
    const flash = new Flash(new Image());
    flash.both(0, 0x90);
    expect([flash.read(0), flash.read(4), flash.read(8)]).toEqual([0x0089_0089, 0x0018_0018, 0]);
    flash.both(0, 0xff);
    expect(flash.read(4)).toBe(0x0706_0504);
  });

  it('is in the same mode after a restore', () => {
    const flash = new Flash(new Image());
    flash.both(0, 0x90);
    const other = new Flash(new Image());
    other.load(flash.save());
    expect(other.read(0)).toBe(0x0089_0089);
    other.load(new Flash(new Image()).save());
    expect(other.read(4)).toBe(0x0706_0504);
  });
});

describe('cfi.pflash01, writing', () => {
  it('erases a block and programs a word, in memory and in the image', () => {
    const image = new Image();
    const flash = new Flash(image);
    flash.erase(SECTOR + 8);
    expect(flash.status()).toBe(0x0080_0080);
    expect([flash.read(SECTOR - 4), flash.read(SECTOR), flash.read(2 * SECTOR - 4), flash.read(2 * SECTOR)]).toEqual([0xfffe_fdfc, 0xffff_ffff, 0xffff_ffff, 0x0302_0100]);
    flash.program(SECTOR + 4, 0x1234_5678);
    flash.both(0, 0xff);
    expect([flash.read(SECTOR + 4), [...image.bytes.subarray(SECTOR + 4, SECTOR + 9)]]).toEqual([0x1234_5678, [0x78, 0x56, 0x34, 0x12, 0xff]]);
  });

  it('only clears bits by programming', () => {
    const flash = new Flash(new Image());
    flash.program(4, 0xf0f0_0ff0);
    flash.both(0, 0xff);
    expect(flash.read(4)).toBe(0x0706_0504 & 0xf0f0_0ff0);
  });

  it('programs a buffer when it is confirmed', () => {
    const flash = new Flash(new Image());
    flash.erase(0);
    flash.both(0, 0xe8);
    flash.both(0, 1);
    flash.write(0x10, 0x1111_1111);
    flash.write(0x14, 0x2222_2222);
    flash.both(0, 0xd0);
    expect(flash.status()).toBe(0x0080_0080);
    expect([0x0c, 0x10, 0x14, 0x18].map((at) => flash.read(at))).toEqual([0xffff_ffff, 0x1111_1111, 0x2222_2222, 0xffff_ffff]);
  });

  it.each([
    { name: 'erasing unconfirmed', steps: (f: Flash) => { f.both(0, 0x20); f.both(0, 0x70); }, status: 0xb0 },
    { name: 'too many words', steps: (f: Flash) => { f.both(0, 0xe8); f.both(0, 512); }, status: 0xb0 },
    { name: 'a buffer over two stretches', steps: (f: Flash) => { f.both(0, 0xe8); f.both(0, 1); f.write(0, 0); f.write(2048, 0); }, status: 0xb0 },
    { name: 'a buffer unconfirmed', steps: (f: Flash) => { f.both(0, 0xe8); f.both(0, 0); f.write(0, 0); f.both(0, 0xff); }, status: 0xb0 },
  ])('says that commands were out of order: $name', ({ steps, status }) => {
    const flash = new Flash(new Image());
    steps(flash);
    expect([flash.status() & 0xff, flash.read(0)]).toEqual([status, 0x0302_0100]);
    flash.both(0, 0x50);
    expect(flash.status()).toBe(0x0080_0080);
  });

  it.each([['of a read-only image', new Image(SECTOR * BLOCKS, true)], ['without an image', null]])('refuses to change anything %s', (_name, image) => {
    const flash = new Flash(image);
    const before = flash.read(0);
    flash.program(0, 0);
    expect([flash.status() & 0xff, flash.read(0)]).toEqual([0x92, before]);
    flash.both(0, 0x50);
    flash.erase(0);
    expect([flash.status() & 0xff, flash.read(0)]).toEqual([0xa2, before]);
  });

  it('says so when the image cannot be written', () => {
    const image = new Image();
    image.isBroken = true;
    const flash = new Flash(image);
    flash.erase(0);
    expect([flash.status() & 0xff, flash.read(0)]).toEqual([0xa0, 0x0302_0100]);
  });
});

it.each([[SECTOR, 'flash image has 4096 bytes, expected 16384'], [SECTOR * 5, 'expected 16384']])('refuses an image of %i bytes', (size, message) => {
  expect(() => new Flash(new Image(size))).toThrow(message);
});

it('refuses a size that is no power of two', () => {
  expect(() => new DeviceBench(cfiPflash01, { properties: { 'num-blocks': 3, 'sector-length': SECTOR } })).toThrow('power of two');
});

it.each([1, 2, 3, 4])('stands whatever a guest does (seed %i)', (seed) => {
  const options = { seed, offsets: [0, 4, SECTOR, 0x154], values: [0x40_0040, 0x20, 0xd0, 0xe8, 0, 1, 0xff, 0x70, 0x90, 0x98, 0x50] };
  expect(isAllSaved(() => new Flash(new Image()), options)).toBe(true);
  expect(isAllSaved(() => new Flash(null), options)).toBe(true);
});
