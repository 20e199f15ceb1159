import { describe, expect, it } from 'vitest';
import { packet, PACKET_BYTES, PacketReader } from '../index.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const text = (data: Uint8Array): string => String.fromCharCode(...data);

describe('packets', () => {
  it.each(['OK', '', 'm8000,4', 'a$b#c}d*e', '\x00\xff'])('come back as they were sent: %j', (data) => {
    const [arrival] = new PacketReader().take(packet(data));
    expect(arrival).toEqual({ kind: 'packet', data: bytes(data) });
  });

  it('has the checksum that gdb computes', () => {
    expect(text(packet('qSupported'))).toBe('$qSupported#37');
  });

  it('is put together from pieces, with what comes between', () => {
    const reader = new PacketReader();
    const kinds = ['+', '$q', 'C#b', '4\x03', '-'].flatMap((piece) => reader.take(bytes(piece)).map(({ kind }) => kind));
    expect(kinds).toEqual(['acknowledged', 'packet', 'interrupt', 'refused']);
  });

  it.each([
    ['a wrong checksum', '$g#00'],
    ['a checksum that is none', '$g#zz'],
    ['too much data', `$${'x'.repeat(PACKET_BYTES * 2 + 1)}#00`],
  ])('is refused for %s', (_, raw) => {
    expect(new PacketReader().take(bytes(raw))).toEqual([{ kind: 'damaged' }]);
  });

  it('takes any bytes without harm', () => {
    const reader = new PacketReader();
    let state = 1;
    for (let i = 0; i < 20_000; i++) {
      state = (state * 48_271) % 2_147_483_647;
      reader.take(Uint8Array.of(state % 5 === 0 ? 0x24 : state % 7 === 0 ? 0x23 : state & 0xff));
    }
    expect(reader.take(bytes('#00$#00$g#67')).at(-1)).toEqual({ kind: 'packet', data: bytes('g') });
  });
});
