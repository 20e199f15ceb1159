import { hexOfBytes } from '@reprise/bits';

const PREFIX = 'sha256:';

/** The name of a state, from its 32 bytes. */
export const digestText = (hash: Uint8Array): string => `${PREFIX}${hexOfBytes(hash)}`;

/** The 32 bytes of a state's name. @throws RangeError if it is none */
export function digestBytes(text: string): Uint8Array {
  if (!/^sha256:[0-9a-f]{64}$/.test(text)) throw new RangeError(`'${text}' is no name of a state: sha256: and 64 hex digits`);
  return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(text.slice(PREFIX.length + 2 * index, PREFIX.length + 2 * index + 2), 16));
}
