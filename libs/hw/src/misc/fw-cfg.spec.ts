import { BENCH_RAM, DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { FwCfgItems, FwCfgKey } from './fw-cfg-items.ts';
import { fwCfgMem } from './fw-cfg.ts';

const DATA = 0;
const SELECTOR = 8;
const DMA = 16;
const REQUEST = BENCH_RAM + 0x40;
const TARGET = BENCH_RAM + 0x1000;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: readonly number[]): string => String.fromCharCode(...bytes);

function items(): FwCfgItems {
  const given = new FwCfgItems();
  given.set(FwCfgKey.CMDLINE_DATA, bytesOf('console=ttyS0'));
  given.addFile('opt/b', bytesOf('second'));
  given.addFile('etc/a', bytesOf('first file'));
  given.addFile('opt/w', bytesOf('........'), { isWritable: true });
  return given;
}

class FwCfg extends DeviceBench {
  constructor(given: FwCfgItems | null = items()) {
    super(fwCfgMem, { properties: given ? { items: given } : {} });
  }

  select(key: number): void {
    this.write(SELECTOR, ((key & 0xff) << 8) | (key >> 8), 2);
  }

  bytes(length: number): number[] {
    return Array.from({ length }, () => this.read(DATA, 1));
  }

  /** Makes a DMA request, by two words or by one access; gives back its control word. */
  dma(control: number, length: number, target = TARGET, whole = false): number {
    const request = new DataView(new ArrayBuffer(16));
    request.setUint32(0, control);
    request.setUint32(4, length);
    request.setBigUint64(8, BigInt(target));
    this.ram.writeBytes(REQUEST - BENCH_RAM, new Uint8Array(request.buffer));
    const address = new DataView(new ArrayBuffer(8));
    address.setBigUint64(0, BigInt(REQUEST));
    if (whole) {
      this.write64(DMA, address.getBigUint64(0, true));
    } else {
      this.write(DMA, address.getUint32(0, true));
      this.write(DMA + 4, address.getUint32(4, true));
    }
    this.ram.readBytes(REQUEST - BENCH_RAM, new Uint8Array(request.buffer));
    return request.getUint32(0);
  }

  target(length: number): string {
    const into = new Uint8Array(length);
    this.ram.readBytes(TARGET - BENCH_RAM, into);
    return textOf([...into]);
  }
}

describe('fw_cfg_mem, selector and data', () => {
  it.each([
    ['signature', 0x00, 'QEMU'], ['id', 0x01, '\x03\0\0\0'], ['command line', 0x15, 'console=ttyS0'],
    ['first file', 0x20, 'first file'], ['second file', 0x21, 'second'], ['no item', 0x30, '\0\0'],
  ])('reads %s, then zeros', (_name, key, text) => {
    const cfg = new FwCfg();
    cfg.select(key);
    expect(textOf(cfg.bytes(text.length + 2))).toBe(`${text}\0\0`);
  });

  it('keeps the order of bytes in wider accesses', () => {
    const cfg = new FwCfg();
    cfg.select(0x20);
    expect([cfg.read(DATA, 2), cfg.read64(DATA), cfg.read(DATA, 4)]).toEqual([0x6966, 0x656c_6966_2074_7372n, 0]);
  });

  it('has a directory of its files', () => {
    const cfg = new FwCfg();
    cfg.select(FwCfgKey.FILE_DIR);
    const directory = Uint8Array.from(cfg.bytes(4 + 3 * 64));
    const view = new DataView(directory.buffer);
    const entries = [0, 1, 2].map((index) => {
      const at = 4 + 64 * index;
      return [view.getUint32(at), view.getUint16(at + 4), textOf([...directory.subarray(at + 8, at + 64)]).replace(/\0+$/, '')];
    });
    expect([view.getUint32(0), entries]).toEqual([3, [[10, 0x20, 'etc/a'], [6, 0x21, 'opt/b'], [8, 0x22, 'opt/w']]]);
  });

  it('starts again when an item is selected', () => {
    const cfg = new FwCfg();
    cfg.bytes(3);
    cfg.select(0);
    expect(textOf(cfg.bytes(4))).toBe('QEMU');
  });

  it.each([
    ['selector, reading', (cfg: FwCfg) => cfg.space.read(SELECTOR, 2) + (cfg.space.status === 'ok' ? 1 : 0)],
    ['selector, 4 bytes', (cfg: FwCfg) => cfg.write(SELECTOR, 0, 4)],
    ['DMA, 2 bytes', (cfg: FwCfg) => cfg.write(DMA, 0, 2)],
  ])('refuses %s', (_name, access) => {
    const cfg = new FwCfg();
    access(cfg);
    expect(cfg.space.status).toBe('access-error');
  });

  it('has a signature without any items', () => {
    expect(textOf(new FwCfg(null).bytes(4))).toBe('QEMU');
  });
});

describe('fw_cfg_mem, DMA', () => {
  it('shows its signature', () => {
    const cfg = new FwCfg();
    expect(textOf(Array.from({ length: 8 }, (_, index) => cfg.read(DMA + index, 1)))).toBe('QEMU CFG');
    expect([cfg.read(DMA), cfg.read64(DMA)]).toEqual([0x554d_4551, 0x4746_4320_554d_4551n]);
  });

  it.each([false, true])('selects and reads at once (one 8-byte access: %s)', (whole) => {
    const cfg = new FwCfg();
    cfg.ram.writeBytes(0x1000, bytesOf('xxxxxxxxxxxx'));
    expect([cfg.dma((0x20 << 16) | 0x0a, 12, TARGET, whole), cfg.target(13)]).toEqual([0, 'first file\0\0\0']);
  });

  it('goes on where the last access ended, and skips', () => {
    const cfg = new FwCfg();
    cfg.select(0x20);
    expect([cfg.dma(0x02, 2), cfg.target(2), cfg.dma(0x04, 4), cfg.dma(0x02, 4), cfg.target(4)]).toEqual([0, 'fi', 0, 0, 'file']);
    expect([cfg.dma(0x04, 0xffff_ffff), cfg.dma(0x02, 1), cfg.target(2)]).toEqual([0, 0, '\0i']);
  });

  it('writes what may be written', () => {
    const cfg = new FwCfg();
    cfg.ram.writeBytes(0x1000, bytesOf('abc'));
    expect([cfg.dma((0x22 << 16) | 0x08, 0), cfg.dma(0x04, 2), cfg.dma(0x10, 3)]).toEqual([0, 0, 0]);
    const other = new FwCfg();
    other.load(cfg.save());
    for (const bench of [cfg, other]) {
      bench.select(0x22);
      expect(textOf(bench.bytes(8))).toBe('..abc...');
    }
    cfg.reset();
    cfg.select(0x22);
    expect(textOf(cfg.bytes(8))).toBe('........');
  });

  it.each([
    { name: 'to where there is no RAM', control: 0x0a, length: 4, target: 0x4000 },
    { name: 'beyond the end of RAM', control: 0x0a, length: 0x10_0000, target: TARGET },
    { name: 'of more than there can be', control: 0x0a, length: 0xffff_ffff, target: TARGET },
    { name: 'to a file that is not writable', control: (0x20 << 16) | 0x18, length: 4, target: TARGET },
    { name: 'of more than the file holds', control: (0x22 << 16) | 0x18, length: 9, target: TARGET },
    { name: 'from where there is no RAM', control: (0x22 << 16) | 0x18, length: 4, target: 0x4000 },
  ])('says ERROR to a transfer $name', ({ control, length, target }) => {
    const cfg = new FwCfg();
    expect(cfg.dma(control, length, target)).toBe(1);
    expect(cfg.target(4)).toBe('\0\0\0\0');
  });
});

describe('FwCfgItems', () => {
  it.each([
    ['', "fw_cfg file '': expected a name of 1 to 55 ASCII characters without spaces"], ['x'.repeat(56), 'expected a name of 1 to 55'],
    ['ä', 'ASCII'], ['opt/b', "fw_cfg file 'opt/b' was given twice"],
  ])('refuses a file named %j', (name, message) => {
    expect(() => items().addFile(name, new Uint8Array(0))).toThrow(message);
  });

  it('refuses too many files, and large ones that may be written', () => {
    const given = new FwCfgItems();
    expect(() => given.addFile('w', new Uint8Array(65_537), { isWritable: true })).toThrow('at most 65536');
    for (let n = 0; n < 64; n++) given.addFile(`opt/${n}`, new Uint8Array(0));
    expect(() => given.addFile('one-more', new Uint8Array(0))).toThrow('fw_cfg has room for 64 files');
  });
});

it.each([1, 2, 3])('stands whatever a guest does (seed %i)', (seed) => {
  const make = () => {
    const cfg = new FwCfg();
    for (let at = 0; at < 0x200; at += 4) cfg.ram.write(at, Math.imul(at + seed, 0x9e37_79b9) & 0x7f00_00ff, 4);
    return cfg;
  };
  expect(isAllSaved(make, { seed, offsets: [0, 8, 16, 20], values: [0x1900, 0x2000, 0x2200, 0x80, 0x8000_0000, 0x4000_0080] })).toBe(true);
});
