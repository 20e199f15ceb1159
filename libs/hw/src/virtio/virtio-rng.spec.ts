import { describe, expect, it } from 'vitest';
import { REG, VirtioDriver } from './testing/virtio-driver.ts';
import { virtioRng } from './virtio-rng.ts';

/** 1, 2, 3 and so on. */
class Counting {
  next = 0;

  fill(bytes: Uint8Array): void {
    bytes.forEach((_byte, at) => { bytes[at] = ++this.next; });
  }
}

describe.each([[false], [true]])('virtio-rng-device, legacy %s', (legacy) => {
  it('fills buffers in order', () => {
    const driver = new VirtioDriver(virtioRng, { legacy, backends: { rng: new Counting() } });
    const [queue] = driver.start(1, 8);
    const parts = [driver.memory.writable(3), driver.memory.writable(2), driver.memory.writable(2)] as const;
    queue?.add([parts[0]]);
    queue?.add([parts[1], parts[2]], true);
    driver.notify(0);
    expect([driver.bench.read(REG.deviceId), parts.map((part) => [...driver.memory.bytesOf(part)])]).toEqual([4, [[1, 2, 3], [4, 5], [6, 7]]]);
    expect([queue?.used().map(({ length }) => length), driver.takeInterrupts()]).toEqual([[3, 4], 1]);
  });

  it('gives a part of what is asked for if that is much, and nothing for nothing', () => {
    const rng = new Counting();
    const driver = new VirtioDriver(virtioRng, { legacy, backends: { rng } });
    const [queue] = driver.start(1, 8);
    queue?.add([driver.memory.writable(100_000)]);
    queue?.add([driver.memory.readable(new Uint8Array(4))]);
    driver.notify(0);
    expect([queue?.used().map(({ length }) => length), rng.next]).toEqual([[4096, 0], 4096]);
  });
});
