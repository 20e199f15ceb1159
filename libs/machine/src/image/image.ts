import { OptionError } from '@reprise/options';

/** A file that a machine starts with: whole in memory, and with the name that its user knows it by. */
export interface Image {
  /** For messages; it does not matter to the run. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is wrong with a file, in words for the person who gave it. */
export class ImageError extends OptionError {
  override name = 'ImageError';

  constructor(image: string, problem: string) {
    super(`${image}: ${problem}`);
  }
}
