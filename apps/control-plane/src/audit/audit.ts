import { Inject, Injectable } from '@nestjs/common';
import type { AuditEntry, Page } from '@reprise/contracts';
import { listAudit, type Ports } from '@reprise/control';
import { PORTS } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import type { PageQuery } from '../http/page-query.ts';
import { timeOf } from '../http/time-of.ts';

/** The audit as the API has it. What is written into it is the interceptor's. */
@Injectable()
export class Audit {
  readonly #ports: Ports;

  constructor(@Inject(PORTS) ports: Ports) {
    this.#ports = ports;
  }

  async list({ project }: Caller, page: PageQuery): Promise<Page<AuditEntry>> {
    const { items, next } = await listAudit(this.#ports, project, page);
    return { items: items.map(({ at, details, ...entry }) => ({ ...entry, details: { ...details }, at: timeOf(at) })), next };
  }
}
