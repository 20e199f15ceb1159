/** Segments as the runner takes them: in whole doublewords, none overlapping another. */
import type { Range, Segment } from './case.ts';

/** The doublewords that hold a range. */
export const widened = ({ address, length }: Range): Range => {
  const start = address - (address % 8);
  return { address: start, length: Math.ceil((address + length - start) / 8) * 8 };
};

/** The doublewords that hold all segments, zero between them; of bytes given twice the later ones count. */
export const merged = (segments: readonly Segment[]): Segment[] => {
  const ranges = segments
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ address, bytes }) => widened({ address, length: bytes.length }))
    .toSorted((a, b) => a.address - b.address);
  const unions: Range[] = [];
  for (const range of ranges) {
    const last = unions.at(-1);
    if (last === undefined || range.address > last.address + last.length) {
      unions.push(range);
    } else {
      const length = Math.max(last.length, range.address + range.length - last.address);
      unions[unions.length - 1] = { address: last.address, length };
    }
  }
  return unions.map(({ address, length }) => {
    const bytes = new Uint8Array(length);
    for (const segment of segments) {
      const offset = segment.address - address;
      if (offset >= 0 && offset < length) bytes.set(segment.bytes, offset);
    }
    return { address, bytes };
  });
};
