import { FRAME_ENTRIES, type PackIndex } from './pack-format.ts';

/** Frames that are read with one request. */
export interface FrameRun {
  /** Bytes of the pack. */
  readonly offset: number;
  readonly length: number;
  /** In order, each with the positions wanted of it. */
  readonly frames: readonly { readonly frame: number; readonly positions: readonly number[] }[];
}

/** A request asks for so many bytes at most, and reads over a gap of so many rather than being two. */
const LONGEST = 4 << 20;
const GAP = 64 << 10;

/** The requests that read the entries at these positions, which ascend. */
export function planReads(index: PackIndex, positions: readonly number[]): FrameRun[] {
  const wanted = new Map<number, number[]>();
  for (const position of positions) {
    const frame = Math.floor(position / FRAME_ENTRIES);
    const inFrame = wanted.get(frame) ?? [];
    inFrame.push(position);
    wanted.set(frame, inFrame);
  }
  const runs: { offset: number; length: number; frames: { frame: number; positions: number[] }[] }[] = [];
  for (const [frame, inFrame] of wanted) {
    const { offset, length } = index.frame(frame);
    const last = runs.at(-1);
    if (last && offset - (last.offset + last.length) <= GAP && offset + length - last.offset <= LONGEST) {
      last.length = offset + length - last.offset;
      last.frames.push({ frame, positions: inFrame });
    } else runs.push({ offset, length, frames: [{ frame, positions: inFrame }] });
  }
  return runs;
}
