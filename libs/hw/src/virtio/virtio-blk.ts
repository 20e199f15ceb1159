import { isPowerOfTwo, writeU16, writeU32, writeU64 } from '@reprise/bits';
import { int, OptionError, string } from '@reprise/options';
import { type BlockBackend, defineDevice, type DeviceContext } from '@reprise/qdev';
import type { StateOf } from '@reprise/vmstate';
import { BlockRequests } from './blk-requests.ts';
import { virtioBus } from './virtio-bus.ts';
import { VirtioDevice, virtioProperties } from './virtio-device.ts';
import { virtioState } from './virtio-state.ts';
import { Virtqueue } from './virtqueue.ts';

/**
 * Block device, Virtio 1.2 §5.2: one queue, requests done at once and in order. Of its features: SEG_MAX, BLK_SIZE, RO, FLUSH
 * (always a write-back cache), WRITE_ZEROES. A tail of the image of less than a sector cannot be reached.
 */
const F = { SEG_MAX: 1n << 2n, RO: 1n << 5n, BLK_SIZE: 1n << 6n, FLUSH: 1n << 9n, WRITE_ZEROES: 1n << 14n };
const SECTOR = 512;
/** What one notification gets done; the rest follows by a timer, at the same virtual time but not in the same instruction. */
const BYTES_AT_ONCE = 64 << 20;
/** Of one WRITE_ZEROES request. */
const MAX_ZEROED_SECTORS = (16 << 20) / SECTOR;

const properties = {
  ...virtioProperties,
  serial: string({ default: '', description: 'serial number that the guest sees, up to 20 characters' }),
  'queue-size': int({
    default: 256, min: 4, max: 1024, description: 'descriptors in the queue',
    validate: (size) => (isPowerOfTwo(size) ? null : `expected a power of two, got ${size}`),
  }),
  logical_block_size: int({
    default: SECTOR, min: SECTOR, max: 32768, description: 'bytes of the least unit that the guest can address',
    validate: (size) => (isPowerOfTwo(size) ? null : `expected a power of two, got ${size}`),
  }),
};
type Context = DeviceContext<typeof properties>;

const state = (props: { readonly 'queue-size': number }) => virtioState(1, props['queue-size']);
type Disk = StateOf<ReturnType<typeof state>>;

const features = (drive: BlockBackend | null): bigint => F.SEG_MAX | F.BLK_SIZE | F.FLUSH | (drive?.readonly ? F.RO : F.WRITE_ZEROES);

/** struct virtio_blk_config, §5.2.4. */
function configuration({ drive, props }: Context): Uint8Array {
  const config = new Uint8Array(60);
  writeU64(config, 0, BigInt(Math.floor((drive?.size ?? 0) / SECTOR)));
  writeU32(config, 12, props['queue-size'] - 2); // seg_max: a chain has a header and a status besides
  writeU32(config, 20, props.logical_block_size);
  writeU16(config, 34, 1); // num_queues
  writeU32(config, 48, MAX_ZEROED_SECTORS);
  writeU32(config, 52, 1); // max_write_zeroes_seg
  return config;
}

function serve(s: Disk, dev: Context): void {
  const { drive, props } = dev;
  if (!drive) return;
  const queue = new Virtqueue(s, 0, dev);
  const requests = new BlockRequests(drive, { serial: props.serial, blockSize: props.logical_block_size, maxZeroedSectors: MAX_ZEROED_SECTORS });
  while (requests.bytesDone < BYTES_AT_ONCE) {
    const chain = queue.pop();
    if (!chain) return queue.notify();
    const written = requests.serve(chain);
    if (written === null) return queue.fail('a block request without room for its header and status');
    queue.push(chain, written);
  }
  queue.notify();
  dev.timer('rest').set(dev.now());
}

export const virtioBlk = defineDevice({
  name: 'virtio-blk-device',
  parent: 'virtio-device',
  description: 'virtio block device',
  properties,
  state,
  backends: ['drive'],
  plugsInto: {
    type: virtioBus,
    client: (s, dev) => new VirtioDevice(s, dev, {
      deviceId: 2,
      queueMaxSize: dev.props['queue-size'],
      features: features(dev.drive),
      config: () => configuration(dev),
      notify: () => serve(s, dev),
      reset: () => dev.timer('rest').cancel(),
    }),
  },
  timers: { rest: serve },
  realize: (_s, dev) => {
    if (!dev.drive) throw new OptionError('a virtio-blk-device needs a drive: drive=ID');
  },
});
