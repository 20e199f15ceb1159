import type { Access } from '@reprise/ir';

/** Bits of an access kind above log2 of its bytes, which is in bits 1..0. */
export const AccessFlag = { SIGNED: 4, MODIFY: 8, ALIGNED: 16 } as const;

const LOG2_BYTES = { 1: 0, 2: 1, 4: 2, 8: 3 } as const;

/** An access as one number, as `MemoryAccess` takes it. */
export function accessKind({ bytes, signed, intent, aligned }: Access): number {
  return (
    LOG2_BYTES[bytes] | (signed ? AccessFlag.SIGNED : 0) | (intent === 'modify' ? AccessFlag.MODIFY : 0) | (aligned ? AccessFlag.ALIGNED : 0)
  );
}
