/**
 * Parallel NOR flash: `cfi.pflash01` as on QEMU's virt board, two 16-bit chips side by side on a 32-bit bus, which get the
 * same commands: those of Intel StrataFlash Memory J3 (order number 290667), "Command Definitions". It is memory while it
 * shows its array, so that firmware can run from it; in any other mode reads are answered one by one.
 *
 * Without a drive it is empty: it reads as erased, and cannot be written. Programming and erasing take no time.
 */
import { isPowerOfTwo } from '@reprise/bits';
import { int, OptionError, size } from '@reprise/options';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import { bytes, choice, type StateOf, u16, u32, u8 } from '@reprise/vmstate';
import { queryTable } from './pflash-cfi-query.ts';

const COMMAND = {
  PROGRAM: 0x40, PROGRAM_TOO: 0x10, ERASE: 0x20, CLEAR_STATUS: 0x50, LOCK: 0x60, STATUS: 0x70, ID: 0x90, QUERY: 0x98, BUFFER: 0xe8,
  CONFIRM: 0xd0, ARRAY: 0xff,
} as const;
const STATUS = { READY: 0x80, ERASE_FAILED: 0x20, PROGRAM_FAILED: 0x10, LOCKED: 0x02 } as const;
/** Both failures at once say that the commands were out of order. */
const OUT_OF_ORDER = STATUS.ERASE_FAILED | STATUS.PROGRAM_FAILED;
/** Intel, 128 Mbit. */
const ID = [0x89, 0x18] as const;

const CHIPS = 2;
const BUFFER = 2048;
const BUFFER_WORDS = BUFFER / 4;
const ERASED = 0xff;
const LOAD = 1 << 20;

const properties = {
  'num-blocks': int({ default: 128, min: 1, max: 1024, description: 'erase blocks' }),
  'sector-length': size({ default: 256 * 1024, min: 4096, max: 1 << 20, description: 'bytes of an erase block' }),
};
type Context = DeviceContext<typeof properties>;

const state = {
  /** What reads show. */
  shows: choice(['array', 'status', 'id', 'query'], 'array'),
  /** What the next write is. */
  expects: choice(['command', 'word', 'erase', 'lock', 'count', 'first', 'buffer', 'confirm'], 'command'),
  status: u8(STATUS.READY),
  /** Of a buffered write: the words to come, where the buffer goes, what it has; 0xff changes nothing. */
  words: u16(),
  base: u32(),
  buffer: bytes(BUFFER),
};
type Flash = StateOf<typeof state>;

const sizeOf = (props: { readonly 'num-blocks': number; readonly 'sector-length': number }): number => props['num-blocks'] * props['sector-length'];

/** Both chips show the same byte in the low half of their lane. */
const onBothChips = (byte: number): number => (byte << 16) | byte;

function read(s: Flash, offset: number, dev: Context): number {
  const word = (offset >>> 2) & 0xff;
  const lanes = (value: number): number => onBothChips(value) >>> (8 * (offset & 3));
  switch (s.shows) {
    case 'array': return 0xffff_ffff;
    case 'status': return lanes(s.status);
    case 'id': return lanes(ID[word] ?? 0);
    case 'query': {
      const geometry = { size: sizeOf(dev.props) / CHIPS, blockSize: dev.props['sector-length'] / CHIPS, bufferSize: BUFFER / CHIPS };
      return lanes(queryTable(geometry)[word] ?? 0);
    }
  }
}

function write(s: Flash, offset: number, value: number, width: number, dev: Context): void {
  const now = s.expects;
  s.expects = 'command';
  switch (now) {
    case 'command': return command(s, value & 0xff);
    case 'word': return program(s, offset, littleEndian(value, width), dev);
    case 'erase': return confirmed(value) ? erase(s, offset, dev) : fail(s, OUT_OF_ORDER);
    case 'lock': return;
    case 'count': return beginBuffer(s, (value & 0xffff) + 1);
    case 'first': s.base = stretchOf(offset); return fillBuffer(s, offset, littleEndian(value, width));
    case 'buffer': return fillBuffer(s, offset, littleEndian(value, width));
    case 'confirm': return confirmed(value) ? program(s, s.base, s.buffer, dev) : fail(s, OUT_OF_ORDER);
  }
}

const confirmed = (value: number): boolean => (value & 0xff) === COMMAND.CONFIRM;
const littleEndian = (value: number, width: number): Uint8Array => Uint8Array.from({ length: width }, (_, at) => value >>> (8 * at));

function fail(s: Flash, bits: number): void {
  s.status |= bits;
}

/** A command: what reads show from then on, and what the next write is. */
function command(s: Flash, code: number): void {
  s.shows = 'status';
  switch (code) {
    case COMMAND.PROGRAM: case COMMAND.PROGRAM_TOO: s.expects = 'word'; break;
    case COMMAND.ERASE: s.expects = 'erase'; break;
    case COMMAND.LOCK: s.expects = 'lock'; break;
    case COMMAND.BUFFER: s.expects = 'count'; break;
    case COMMAND.STATUS: break;
    case COMMAND.ID: s.shows = 'id'; break;
    case COMMAND.QUERY: s.shows = 'query'; break;
    case COMMAND.CLEAR_STATUS: s.status = STATUS.READY; s.shows = 'array'; break;
    default: s.shows = 'array'; // ARRAY, and what is no command
  }
}

function beginBuffer(s: Flash, words: number): void {
  if (words > BUFFER_WORDS) return fail(s, OUT_OF_ORDER);
  s.words = words;
  s.expects = 'first';
  s.buffer.fill(ERASED);
}

/** The stretch of the array that a buffer may be for. */
const stretchOf = (offset: number): number => offset - (offset % BUFFER);

function fillBuffer(s: Flash, offset: number, data: Uint8Array): void {
  if (stretchOf(offset) !== s.base) return fail(s, OUT_OF_ORDER);
  s.buffer.set(data, offset - s.base);
  s.words--;
  s.expects = s.words === 0 ? 'confirm' : 'buffer';
}

/** Programming only clears bits. */
function program(s: Flash, offset: number, data: Uint8Array, dev: Context): void {
  const { drive } = dev;
  if (!drive || drive.readonly) return fail(s, STATUS.PROGRAM_FAILED | STATUS.LOCKED);
  const old = new Uint8Array(data.length);
  dev.block('flash').readBytes(offset, old);
  store(s, offset, old.map((byte, at) => byte & (data[at] ?? ERASED)), STATUS.PROGRAM_FAILED, dev);
}

function erase(s: Flash, offset: number, dev: Context): void {
  const { drive } = dev;
  if (!drive || drive.readonly) return fail(s, STATUS.ERASE_FAILED | STATUS.LOCKED);
  const length = dev.props['sector-length'];
  store(s, offset - (offset % length), new Uint8Array(length).fill(ERASED), STATUS.ERASE_FAILED, dev);
}

function store(s: Flash, offset: number, data: Uint8Array, failed: number, dev: Context): void {
  if (dev.drive?.write(offset, data) === true) dev.block('flash').writeBytes(offset, data);
  else fail(s, failed);
}

/** @throws OptionError if the image is not of the flash's size, or cannot be read */
function load(dev: Context): void {
  const { drive } = dev;
  const expected = sizeOf(dev.props);
  if (!isPowerOfTwo(expected)) throw new OptionError(`flash of ${expected} bytes: its size must be a power of two`);
  if (!drive) return;
  if (drive.size !== expected) throw new OptionError(`flash image has ${drive.size} bytes, expected ${expected}: pad or cut it`);
  const block = dev.block('flash');
  const chunk = new Uint8Array(Math.min(LOAD, expected));
  for (let at = 0; at < expected; at += chunk.length) {
    if (!drive.read(at, chunk)) throw new OptionError(`flash image cannot be read at byte ${at}`);
    block.writeBytes(at, chunk);
  }
}

export const cfiPflash01 = defineDevice({
  name: 'cfi.pflash01',
  description: 'parallel NOR flash, CFI with Intel commands',
  properties,
  state,
  backends: ['drive'],
  mmio: [
    {
      name: 'flash',
      size: sizeOf,
      backing: (dev) => (dev.drive ? 'romd' : undefined),
      romdMode: (s) => s.shows === 'array',
      impl: { min: 1, max: 4 },
      ops: { read: (s, offset, _size, dev) => read(s, offset, dev), write, peek: (s, offset, _size, dev) => read(s, offset, dev) },
    },
  ],
  realize: (_s, dev) => load(dev),
});
