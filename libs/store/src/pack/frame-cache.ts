import { FRAME_ENTRIES } from './pack-format.ts';
import { PAGE_BYTES } from '@reprise/tree';

/** Frames read lately, decompressed: so many bytes of them at most. Whoever asks for one that is being read waits for the same reading. */
export class FrameCache {
  readonly #limit: number;
  readonly #frames = new Map<string, Promise<Uint8Array>>();

  /** @param bytes at least one frame is kept, whatever this is */
  constructor(bytes: number) {
    this.#limit = Math.max(1, Math.floor(bytes / (FRAME_ENTRIES * PAGE_BYTES)));
  }

  async get(pack: string, frame: number, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const name = nameOf(pack, frame);
    const known = this.#frames.get(name);
    const reading = known ?? read();
    this.#frames.delete(name);
    this.#frames.set(name, reading); // last used last
    for (const [oldest] of this.#frames) {
      if (this.#frames.size <= this.#limit) break;
      this.#frames.delete(oldest);
    }
    try {
      return await reading;
    } catch (error) {
      if (this.#frames.get(name) === reading) this.#frames.delete(name);
      throw error;
    }
  }

  forget(pack: string, frame: number): void {
    this.#frames.delete(nameOf(pack, frame));
  }
}

const nameOf = (pack: string, frame: number): string => `${pack}/${frame}`;
