import { writeU32, writeU64 } from '@reprise/bits';
import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { virtioBases } from './virtio-bases.ts';
import type { Part } from './testing/driver-memory.ts';
import { MemoryDisk } from './testing/memory-disk.ts';
import { REG, VirtioDriver, type DriverOptions } from './testing/virtio-driver.ts';
import { virtioBlk } from './virtio-blk.ts';
import { virtioMmio } from './virtio-mmio.ts';
import { STATUS } from './virtio-state.ts';

const [IN, OUT, FLUSH, SCSI, GET_ID, WRITE_ZEROES] = [0, 1, 4, 2, 8, 13];
const [OK, IOERR, UNSUPP, UNTOUCHED] = [0, 1, 2, 0xee];

function header(type: number, sector: bigint | number = 0): Uint8Array {
  const bytes = new Uint8Array(16);
  writeU32(bytes, 0, type);
  writeU64(bytes, 8, BigInt(sector));
  return bytes;
}

function range(sector: number, count: number, flags = 0): Uint8Array {
  const bytes = new Uint8Array(16);
  writeU64(bytes, 0, BigInt(sector));
  writeU32(bytes, 8, count);
  writeU32(bytes, 12, flags);
  return bytes;
}

class DiskDriver extends VirtioDriver {
  readonly disk: MemoryDisk;

  constructor(disk = MemoryDisk.numbered(64), options: DriverOptions = {}) {
    super(virtioBlk, { ...options, backends: { drive: disk } });
    this.disk = disk;
    this.start(1, 16);
  }

  /** One request, waited for: its status and the length given back. */
  request(head: Uint8Array, data: readonly Part[] = [], indirect = false): { status: number | undefined; length: number | undefined } {
    const status = this.memory.writable(1);
    const [queue] = this.queues;
    queue?.add([this.memory.readable(head), ...data, status], indirect);
    this.notify(0);
    return { status: this.memory.bytesOf(status)[0], length: queue?.used()[0]?.length };
  }
}

describe.each([[false], [true]])('virtio-blk-device, legacy %s', (legacy) => {
  it.each([[false], [true]])('reads and writes sectors, indirect %s', (indirect) => {
    const driver = new DiskDriver(undefined, { legacy });
    const data = [driver.memory.writable(100), driver.memory.writable(924)];
    expect(driver.request(header(IN, 5), data, indirect)).toEqual({ status: OK, length: 1025 });
    const bytes = data.flatMap((part) => [...driver.memory.bytesOf(part)]);
    expect([bytes.length, new Set(bytes.slice(0, 512)), new Set(bytes.slice(512))]).toEqual([1024, new Set([5]), new Set([6])]);

    expect(driver.request(header(OUT, 63), [driver.memory.readable(new Uint8Array(512).fill(0xaa))], indirect)).toEqual({ status: OK, length: 1 });
    expect([driver.disk.bytes[63 * 512 - 1], driver.disk.bytes[63 * 512], driver.disk.bytes.at(-1)]).toEqual([62, 0xaa, 0xaa]);
    expect([driver.bench.level(), driver.takeInterrupts(), driver.bench.level()]).toEqual([true, 1, false]);
    expect(driver.bench.guestErrors).toEqual([]);
  });

  it('tells the driver about itself', () => {
    const driver = new DiskDriver(new MemoryDisk(new Uint8Array(70_000 * 512 + 100)), { legacy, properties: { 'queue-size': 128, logical_block_size: 4096 } });
    expect([driver.bench.read(REG.deviceId), driver.config(0, 4), driver.config(4, 4), driver.config(12, 4), driver.config(20, 4)]).toEqual([2, 70_000, 0, 126, 4096]);
    expect(driver.config(60, 4)).toBe(0);
    const features = (1n << 2n) | (1n << 6n) | (1n << 9n) | (1n << 14n) | (3n << 28n);
    expect(driver.offered).toBe(features | (legacy ? 1n << 27n : 1n << 32n));
  });
});

describe('a block request', () => {
  const text = (value: string, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    bytes.set(new TextEncoder().encode(value));
    return bytes;
  };
  // type and sector; bytes to read (or given) and bytes to write; disk's state -> status, length
  it.each<[string, Uint8Array, Uint8Array | null, number, string, number, number]>([
    ['reads nothing', header(IN, 0), null, 0, '', OK, 1],
    ['reads the last sector', header(IN, 63), null, 512, '', OK, 513],
    ['reads beyond the end', header(IN, 63), null, 1024, '', IOERR, 0],
    ['reads far beyond the end', header(IN, 2n ** 64n - 1n), null, 512, '', IOERR, 0],
    ['reads a part of a sector', header(IN, 0), null, 500, '', IOERR, 0],
    ['reads a failing disk', header(IN, 0), null, 512, 'failing', IOERR, 0],
    ['writes a sector', header(OUT, 0), new Uint8Array(512), 0, '', OK, 1],
    ['writes beyond the end', header(OUT, 64), new Uint8Array(512), 0, '', IOERR, 1],
    ['writes a part of a sector', header(OUT, 0), new Uint8Array(8), 0, '', IOERR, 1],
    ['writes a readonly disk', header(OUT, 0), new Uint8Array(512), 0, 'readonly', IOERR, 1],
    ['writes a failing disk', header(OUT, 0), new Uint8Array(512), 0, 'failing', IOERR, 1],
    ['flushes', header(FLUSH), null, 0, '', OK, 1],
    ['flushes a readonly disk', header(FLUSH), null, 0, 'readonly', OK, 1],
    ['flushes a failing disk', header(FLUSH), null, 0, 'failing', IOERR, 1],
    ['asks for the serial number', header(GET_ID), null, 20, '', OK, 21],
    ['asks for the serial number without room', header(GET_ID), null, 19, '', IOERR, 0],
    ['writes zeroes', header(WRITE_ZEROES), range(1, 2), 0, '', OK, 1],
    ['writes zeroes and may unmap', header(WRITE_ZEROES), range(1, 2, 1), 0, '', OK, 1],
    ['writes zeroes with an unknown flag', header(WRITE_ZEROES), range(1, 2, 2), 0, '', UNSUPP, 1],
    ['writes zeroes beyond the end', header(WRITE_ZEROES), range(63, 2), 0, '', IOERR, 1],
    ['writes too many zeroes', header(WRITE_ZEROES), range(0, 0xffff_ffff), 0, '', IOERR, 1],
    ['writes zeroes nowhere', header(WRITE_ZEROES), new Uint8Array(8), 0, '', IOERR, 1],
    ['writes zeroes to a readonly disk', header(WRITE_ZEROES), range(1, 2), 0, 'readonly', IOERR, 1],
    ['is a SCSI command', header(SCSI), new Uint8Array(6), 16, '', UNSUPP, 0],
  ])('that %s', (_what, head, given, room, state, status, length) => {
    const driver = new DiskDriver(MemoryDisk.numbered(64, state === 'readonly'), { properties: { serial: 'disk-0' } });
    driver.disk.failing = state === 'failing';
    const before = Uint8Array.from(driver.disk.bytes);
    const data = [...(given ? [driver.memory.readable(given)] : []), ...(room ? [driver.memory.writable(room)] : [])];
    expect(driver.request(head, data)).toEqual({ status, length });
    const isWrite = head[0] === OUT || head[0] === WRITE_ZEROES;
    if (status !== OK || !isWrite) expect(driver.disk.bytes).toEqual(before);
    if (status === OK && head[0] === GET_ID && data[0]) expect(driver.memory.bytesOf(data[0])).toEqual(text('disk-0', 20));
    if (status === OK && head[0] === WRITE_ZEROES) expect([...driver.disk.bytes].findIndex((byte, at) => at > 511 && byte !== 0)).toBe(3 * 512);
  });

  it.each<[string, Uint8Array, boolean]>([
    ['a short header', new Uint8Array(15), true],
    ['no room for a status', header(IN), false],
  ])('with %s puts the device out of use', (_what, head, withStatus) => {
    const driver = new DiskDriver();
    const status = driver.memory.writable(1);
    driver.queues[0]?.add([driver.memory.readable(head), ...(withStatus ? [status] : [])]);
    driver.notify(0);
    expect([driver.status & STATUS.NEEDS_RESET, driver.queues[0]?.used(), driver.memory.bytesOf(status)[0]]).toEqual([STATUS.NEEDS_RESET, [], UNTOUCHED]);
    expect(driver.takeInterrupts()).toBe(2);
    driver.start(1, 16);
    expect(driver.request(header(FLUSH))).toEqual({ status: OK, length: 1 });
  });

  it('may be one of many, each read whole block by whole block', () => {
    const driver = new DiskDriver(undefined, { properties: { logical_block_size: 1024 } });
    expect(driver.request(header(IN, 1), [driver.memory.writable(1024)]).status).toBe(IOERR);
    expect(driver.request(header(IN, 2), [driver.memory.writable(1024)]).status).toBe(OK);
    for (let round = 0; round < 300; round++) expect(driver.request(header(FLUSH))).toEqual({ status: OK, length: 1 });
    expect(driver.disk.flushes).toBe(300);
  });
});

describe('a queue with more work than one notification may do', () => {
  // The same half of a megabyte again and again: 512 descriptors of it are 256 MiB.
  const busy = (): { driver: VirtioDriver; disk: MemoryDisk; status: Part } => {
    const disk = new MemoryDisk(new Uint8Array(96 << 20));
    const driver = new VirtioDriver(virtioBlk, { backends: { drive: disk } });
    const [queue] = driver.start(1, 256);
    const head = driver.memory.readable(header(IN));
    const status = driver.memory.writable(1);
    const data = driver.memory.writable(512 << 10);
    for (let count = 0; count < 3; count++) queue?.add([head, ...Array.from({ length: 80 }, () => data), status]);
    return { driver, disk, status };
  };

  it('is worked through by a timer, at the same virtual time', () => {
    const { driver } = busy();
    driver.notify(0);
    expect(driver.queues[0]?.used()).toHaveLength(2);
    driver.bench.advance(0);
    expect([driver.queues[0]?.used().length, driver.bench.clock.now()]).toEqual([1, 0]);
  });

  it('goes on after it was saved and restored in between', () => {
    const { driver, disk } = busy();
    driver.notify(0);
    const other = new VirtioDriver(virtioBlk, { backends: { drive: disk } });
    other.bench.ram.writeBytes(0, driver.memory.read(0x8000_0000, 1 << 20));
    other.bench.load(driver.bench.save());
    expect(other.bench.level()).toBe(true);
    for (const { bench } of [driver, other]) bench.advance(0);
    expect(other.memory.read(0x8000_0000, 1 << 20)).toEqual(driver.memory.read(0x8000_0000, 1 << 20));
    expect(other.bench.save()).toEqual(driver.bench.save());
  });
});

it('refuses to be without a drive', () => {
  const make = (): DeviceBench => new DeviceBench(virtioMmio, {
    types: [virtioBlk], register: (registry) => virtioBases.forEach((base) => registry.register(base)), plugged: [{ type: 'virtio-blk-device' }],
  });
  expect(make).toThrow('needs a drive');
});
