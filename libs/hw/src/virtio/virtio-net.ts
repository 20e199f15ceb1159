import { writeU16 } from '@reprise/bits';
import { string } from '@reprise/options';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import { blob, list, type StateOf } from '@reprise/vmstate';
import type { Chain } from './descriptor-chain.ts';
import { VIRTIO_F } from './features.ts';
import { virtioBus } from './virtio-bus.ts';
import { VirtioDevice, virtioProperties } from './virtio-device.ts';
import { virtioState } from './virtio-state.ts';
import { Virtqueue } from './virtqueue.ts';

/**
 * Network card, Virtio 1.2 §5.1: one pair of queues; of its features MAC, STATUS, MRG_RXBUF. It leaves checksums and segmentation
 * to the driver, and hands on every frame whatever its address. Sending takes no time. Frames for which the driver has no
 * buffers wait, up to a limit.
 */
const F = { MAC: 1n << 5n, MRG_RXBUF: 1n << 15n, STATUS: 1n << 16n };
const LINK_UP = 1;
const [RECEIVE, TRANSMIT] = [0, 1];
const QUEUE_SIZE = 256;
/** Bytes: the greatest IP packet and an Ethernet header. */
const MAX_FRAME = 65535 + 14;
const MAX_WAITING = 64;
const NUM_BUFFERS_AT = 10;

const properties = {
  ...virtioProperties,
  mac: string({
    default: '52:54:00:12:34:56', description: 'Ethernet address',
    validate: (mac) => (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(mac) ? null : `expected an address such as 52:54:00:12:34:56, got '${mac}'`),
  }),
};
type Context = DeviceContext<typeof properties>;

const state = { ...virtioState(2, QUEUE_SIZE), waiting: list(blob(MAX_FRAME), MAX_WAITING) };
type Card = StateOf<typeof state>;

/** Before each frame, §5.1.6: legacy drivers know the last field only with MRG_RXBUF. */
const headerBytes = (s: Card): number => (s.driverFeatures & (VIRTIO_F.VERSION_1 | F.MRG_RXBUF) ? 12 : 10);

/** struct virtio_net_config, §5.1.4. */
function configuration({ props }: Context): Uint8Array {
  const config = new Uint8Array(10);
  config.set(props.mac.split(':').map((byte) => Number.parseInt(byte, 16)));
  writeU16(config, 6, LINK_UP);
  writeU16(config, 8, 1); // max_virtqueue_pairs
  return config;
}

function transmit(s: Card, dev: Context): void {
  const queue = new Virtqueue(s, TRANSMIT, dev);
  const skip = headerBytes(s);
  for (let chain = queue.pop(); chain; chain = queue.pop()) {
    const { readable } = chain;
    if (readable.length < skip) return queue.fail(`a frame to send without its header of ${skip} bytes`);
    const length = readable.length - skip;
    queue.push(chain, 0);
    if (length > MAX_FRAME) dev.guestError(`a frame of ${length} bytes`);
    else {
      const frame = new Uint8Array(length);
      if (readable.read(skip, frame)) dev.netdev.send(frame);
    }
  }
  queue.notify();
}

/** Buffers for `length` bytes: with MRG_RXBUF as many as it takes, else one, which may be too small. null = there are not enough. */
function takeBuffers(s: Card, queue: Virtqueue, length: number): Chain[] | null {
  const chains: Chain[] = [];
  for (let room = 0; room < length && (chains.length === 0 || s.driverFeatures & F.MRG_RXBUF); ) {
    const chain = queue.pop();
    if (!chain) {
      queue.unpop(chains.length);
      return null;
    }
    chains.push(chain);
    room += chain.writable.length;
  }
  return chains;
}

/** Gives the driver a frame, §5.1.6.4. False = it has no buffers now. */
function deliver(s: Card, frame: Uint8Array, queue: Virtqueue): boolean {
  const packet = new Uint8Array(headerBytes(s) + frame.length);
  const chains = takeBuffers(s, queue, packet.length);
  if (!chains) return false;
  if (chains.reduce((room, { writable }) => room + writable.length, 0) < packet.length) {
    queue.unpop(chains.length); // the driver did not count on frames of this size: they are lost
    return true;
  }
  if (headerBytes(s) > NUM_BUFFERS_AT) writeU16(packet, NUM_BUFFERS_AT, chains.length);
  packet.set(frame, headerBytes(s));
  let done = 0;
  for (const chain of chains) {
    const piece = packet.subarray(done, done + chain.writable.length);
    chain.writable.write(0, piece);
    queue.push(chain, piece.length);
    done += piece.length;
  }
  return true;
}

/** Gives the driver what waits, as far as it has buffers. */
function deliverWaiting(s: Card, dev: Context): void {
  const queue = new Virtqueue(s, RECEIVE, dev);
  for (let frame = s.waiting[0]; frame && deliver(s, frame, queue); frame = s.waiting[0]) s.waiting.shift();
  queue.notify();
}

const hasRoom = (s: Card, dev: Context): boolean => s.waiting.length < MAX_WAITING && new Virtqueue(s, RECEIVE, dev).usable;

export const virtioNet = defineDevice({
  name: 'virtio-net-device',
  parent: 'virtio-device',
  description: 'virtio network card',
  properties,
  state,
  backends: ['netdev'],
  plugsInto: {
    type: virtioBus,
    client: (s, dev) => new VirtioDevice(s, dev, {
      deviceId: 1,
      queueMaxSize: QUEUE_SIZE,
      features: F.MAC | F.MRG_RXBUF | F.STATUS,
      config: () => configuration(dev),
      notify: (queue) => (queue === TRANSMIT ? transmit(s, dev) : deliverWaiting(s, dev)),
      reset: () => { s.waiting = []; },
    }),
  },
  canReceiveFrame: hasRoom,
  receiveFrame: (s, frame, dev) => {
    if (frame.length === 0 || frame.length > MAX_FRAME || !hasRoom(s, dev)) return false;
    s.waiting.push(Uint8Array.from(frame));
    deliverWaiting(s, dev);
    return true;
  },
});
