import { Inject, Injectable } from '@nestjs/common';
import type { ApiKey, CreatedKey, KeyRequest, Page } from '@reprise/contracts';
import { type ApiKey as StoredKey, createKey, listKeys, type Ports, revokeKey } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import type { PageQuery } from '../http/page-query.ts';
import { timeOf } from '../http/time-of.ts';

/** API keys as the API has them: the domain's use cases, shown. */
@Injectable()
export class Keys {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async create(caller: Caller, { project = caller.project, role, name }: KeyRequest): Promise<CreatedKey> {
    const { key, secret } = await createKey(this.#ports, project, { role, name });
    return { key: show(key), secret };
  }

  async list({ project }: Caller, page: PageQuery): Promise<Page<ApiKey>> {
    const { items, next } = await listKeys(this.#ports, project, page);
    return { items: items.map(show), next };
  }

  async revoke({ project }: Caller, id: string): Promise<ApiKey> {
    return show(await revokeKey(this.#ports, project, id));
  }
}

const show = ({ createdAt, revokedAt, ...key }: StoredKey): ApiKey => ({ ...key, createdAt: timeOf(createdAt), revokedAt: revokedAt === null ? null : timeOf(revokedAt) });
