import type { SymbolTable } from '../symbols/symbol-table.ts';
import type { Frame } from '../unwind/unwind.ts';
import type { FrameRecord } from './crash-record.ts';

/** Frames with the names of their functions, where the symbols have them. Names that they had stay, where these have none. */
export function symbolise(frames: readonly (Frame | FrameRecord)[], symbols: SymbolTable): FrameRecord[] {
  return frames.map((frame) => {
    // a call at the end of a function returns to behind it
    const place = symbols.lookup(frame.isCaller ? frame.pc - 1n : frame.pc);
    return place ? { ...frame, function: place.name, offset: frame.pc - place.start } : frame;
  });
}
