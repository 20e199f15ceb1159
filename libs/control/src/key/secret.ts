import { createHash, randomBytes } from 'node:crypto';

/** The secret of an API key: `rk_` and 256 random bits in base64url. */
export const newSecret = (): string => `rk_${randomBytes(32).toString('base64url')}`;

export const isSecret = (text: string): boolean => /^rk_[A-Za-z0-9_-]{43}$/.test(text);

/** What is kept of a secret. It has 256 bits, so that a plain hash cannot be turned around. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
