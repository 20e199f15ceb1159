import { decodeCanonical, encodeCanonical, expectInteger, expectMap, type Tree } from '@reprise/vmstate';

/** What is known of a run beside its state, and is kept with the end of every segment for whoever goes on with it. */
export interface Notes {
  /** Of the crash detector. */
  readonly detector: Tree;
  /** The place in the console script. */
  readonly script: Tree;
  /** Milliseconds in which workers have executed it. */
  readonly wallMs: number;
  /** Somebody has typed at its console. */
  readonly isLive: boolean;
}

export const encodeNotes = ({ detector, script, wallMs, isLive }: Notes): Uint8Array =>
  encodeCanonical({ detector, script, wallMs: Math.round(wallMs), isLive: isLive ? 1 : 0 });

/** @throws StateError if these are no notes */
export function decodeNotes(bytes: Uint8Array): Notes {
  const { detector = null, script = null, wallMs = null, isLive = null } = expectMap(decodeCanonical(bytes), 'notes');
  return { detector, script, wallMs: expectInteger(wallMs, 'wallMs', 0, Number.MAX_SAFE_INTEGER), isLive: expectInteger(isLive, 'isLive', 0, 1) === 1 };
}
