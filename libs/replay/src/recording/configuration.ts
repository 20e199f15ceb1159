import type { Run } from '@reprise/vm';
import { encodeCanonical } from '@reprise/vmstate';

/** What tells runs of different configurations apart, 32 bytes. */
export const configurationHash = ({ configuration, hash }: Pick<Run, 'configuration' | 'hash'>): Uint8Array =>
  Uint8Array.from(hash(encodeCanonical(configuration)));
