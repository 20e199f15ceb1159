import type { GuestPhysical } from '@reprise/bits';
import type { MemoryRegion } from './memory-region.ts';
import type { MmioPort } from './mmio.ts';
import type { RamBlock } from './ram-block.ts';

/** Addresses from here on are never mapped: they are not exact as numbers. */
export const ADDRESS_LIMIT = 2 ** 53;

/** A stretch of an address space that one region answers for. */
export interface FlatRange {
  readonly start: GuestPhysical;
  /** Exclusive. */
  readonly end: GuestPhysical;
  readonly region: MemoryRegion;
  /** Where in the region `start` is. */
  readonly offsetInRegion: number;
  /** Reads come straight from these bytes (at the same offset as in the region); null = they go to `port`. */
  readonly readBlock: RamBlock | null;
  /** Writes go straight to these bytes; null = they go to `port`, or are dropped if there is none (ROM). */
  readonly writeBlock: RamBlock | null;
  readonly port: MmioPort | null;
}

/** What of one region is seen through the containers and aliases around it. */
interface Clip {
  readonly start: number;
  readonly end: number;
}

/** An address space as sorted ranges that do not overlap: QEMU's FlatView. */
export class FlatView {
  readonly ranges: readonly FlatRange[];

  constructor(root: MemoryRegion) {
    const ranges: FlatRange[] = [];
    render(ranges, root, 0, { start: 0, end: ADDRESS_LIMIT });
    this.ranges = merged(ranges);
  }

  /** The range that holds `address`, by binary search. */
  lookup(address: GuestPhysical): FlatRange | null {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const range = this.ranges[middle];
      if (!range) return null;
      if (address < range.start) high = middle;
      else if (!(address < range.end)) low = middle + 1; // not even NaN is found
      else return range;
    }
    return null;
  }
}

/** Adds what `region`, with its container at `base`, shows inside `clip` and is not covered by earlier ranges. */
function render(ranges: FlatRange[], region: MemoryRegion, base: number, clip: Clip): void {
  if (!region.enabled) return;
  const start = base + region.offset;
  const inner = { start: Math.max(clip.start, start), end: Math.min(clip.end, start + region.size) };
  if (inner.start >= inner.end) return;
  if (region.target) return render(ranges, region.target, start - region.targetOffset - region.target.offset, inner);
  for (const subregion of region.subregions) render(ranges, subregion, start, inner);
  if (region.kind !== 'container') fillGaps(ranges, region, start, inner);
}

function fillGaps(ranges: FlatRange[], region: MemoryRegion, regionStart: number, clip: Clip): void {
  let at = clip.start;
  let index = 0;
  while (at < clip.end) {
    const next = ranges[index];
    if (next && next.end <= at) {
      index++;
      continue;
    }
    const gapEnd = Math.min(clip.end, next?.start ?? clip.end);
    if (gapEnd > at) ranges.splice(index++, 0, rangeOf(region, at, gapEnd, at - regionStart));
    at = next ? Math.max(at, next.end) : gapEnd;
  }
}

function rangeOf(region: MemoryRegion, start: number, end: number, offsetInRegion: number): FlatRange {
  const direct = region.kind !== 'romd' || region.romdMode;
  return {
    start,
    end,
    region,
    offsetInRegion,
    readBlock: direct ? region.block : null,
    writeBlock: region.kind === 'ram' ? region.block : null,
    port: region.port,
  };
}

/** Joins ranges that continue each other in the same region. */
function merged(ranges: FlatRange[]): FlatRange[] {
  const result: FlatRange[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    const continues =
      last?.region === range.region && last.end === range.start && last.offsetInRegion + (last.end - last.start) === range.offsetInRegion;
    if (last && continues) result[result.length - 1] = { ...last, end: range.end };
    else result.push(range);
  }
  return result;
}
