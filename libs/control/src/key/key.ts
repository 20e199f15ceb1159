import type { Millis } from '../run/run.ts';

/** Each may do what those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** An API key without its secret, which nobody keeps. */
export interface ApiKey {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Millis;
  readonly revokedAt: Millis | null;
}

export const allows = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);
