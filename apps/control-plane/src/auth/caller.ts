import type { Role } from '@reprise/contracts';

/** Whose key a request shows. */
export interface Caller {
  /** Id of the key. */
  readonly key: string;
  readonly project: string;
  readonly role: Role;
}
