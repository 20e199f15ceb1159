import { ControlError } from '../errors.ts';
import { newId } from '../id/new-id.ts';
import { readPage, type Page, type PageRequest } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { ApiKey } from './key.ts';
import { hashOf, isSecret, newSecret } from './secret.ts';

type RecordAndClock = Pick<Ports, 'record' | 'clock'>;

/** A new key. Its secret is told once, here. */
export interface CreatedKey {
  readonly key: ApiKey;
  readonly secret: string;
}

/** @throws ControlError key.invalid for a secret that is none */
function newKey({ clock }: RecordAndClock, project: string, { name, role }: Pick<ApiKey, 'name' | 'role'>, secret: string): CreatedKey {
  if (!isSecret(secret)) throw new ControlError('key.invalid', 'the secret of a key is rk_ and 43 letters, digits, "-" or "_"');
  const now = clock.now();
  return { key: { id: newId('k', now), project, name, role, createdAt: now, revokedAt: null }, secret };
}

export async function createKey(ports: RecordAndClock, project: string, given: Pick<ApiKey, 'name' | 'role'>, secret = newSecret()): Promise<CreatedKey> {
  const created = newKey(ports, project, given, secret);
  await ports.record.keys.insert(created.key, hashOf(secret));
  return created;
}

/** The first key of a record that has none, of an admin; undefined where there are some. Of control planes that start together one makes it. */
export async function createFirstKey(ports: RecordAndClock, project: string, secret = newSecret()): Promise<CreatedKey | undefined> {
  const created = newKey(ports, project, { name: 'first', role: 'admin' }, secret);
  return (await ports.record.transaction(({ keys }) => keys.insertFirst(created.key, hashOf(secret)))) ? created : undefined;
}

/**
 * The key of a secret.
 * @throws ControlError key.unknown, for one that is revoked too
 */
export async function verifyKey({ record }: Pick<Ports, 'record'>, secret: string): Promise<ApiKey> {
  const key = isSecret(secret) ? await record.keys.byHash(hashOf(secret)) : undefined;
  if (!key || key.revokedAt !== null) throw new ControlError('key.unknown', 'this API key is not known, or has been revoked');
  return key;
}

/** @throws ControlError key.not_found */
export async function revokeKey({ record, clock }: RecordAndClock, project: string, id: string): Promise<ApiKey> {
  const key = (await record.keys.revoke(project, id, clock.now())) ? await record.keys.get(id) : undefined;
  if (!key) throw new ControlError('key.not_found', `there is no key ${id.slice(0, 64)} in this project that can be revoked`);
  return key;
}

/** Keys of a project, the newest first, without secrets. */
export const listKeys = ({ record }: Pick<Ports, 'record'>, project: string, page: PageRequest = {}): Promise<Page<ApiKey>> =>
  readPage(page, (slice) => record.keys.list(project, slice), ({ id }) => id);
