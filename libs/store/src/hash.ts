import { hash } from 'node:crypto';
import { plain } from './bytes.ts';

/** SHA-256: 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => plain(hash('sha256', bytes, 'buffer'));

/** A hash as 64 hexadecimal digits, as it stands in keys and messages. */
export const hexOf = (digest: Uint8Array): string => Buffer.from(digest.buffer, digest.byteOffset, digest.length).toString('hex');

const HEX = /^[0-9a-f]{64}$/;

export const isHexHash = (text: string): boolean => HEX.test(text);
