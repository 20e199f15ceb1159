import type { Tree } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { valueText } from './value-text.ts';

describe('the text of a value', () => {
  it.each<[Tree | undefined, string]>([
    [undefined, '-'], [null, 'null'], [true, 'true'], ['console=ttyS0', '"console=ttyS0"'], ['', '""'],
    [0, '0x0'], [255n, '0xff'], [2n ** 64n - 1n, '0xffffffffffffffff'], [-10, '-0xa'],
    [new Uint8Array(0), 'no bytes'], [Uint8Array.of(0, 171), '00ab'], [new Uint8Array(1000), `${'00'.repeat(16)}.. (1,000 bytes)`],
    [[1, [2n], Uint8Array.of(3)], '[0x1, [0x2], 03]'], [{ a: 1, b: { c: false } }, '{a: 0x1, b: {c: false}}'], [[], '[]'],
    [Array.from({ length: 100 }, () => 0), `${'[0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0'.slice(0, 60)}..`],
  ])('%o', (value, text) => expect(valueText(value)).toBe(text));

  it.each<[Tree, string]>([[85_407_449, '85,407,449'], [2n ** 60n, '1,152,921,504,606,846,976'], [[1000], '[1,000]'], ['a', '"a"']])(
    '%o, as a count', (value, text) => expect(valueText(value, 'counts')).toBe(text));
});
