import { Controller, Get, Inject, Query } from '@nestjs/common';
import { auditEntry, pageOf, type AuditEntry, type Page } from '@reprise/contracts';
import type { Caller } from '../auth/caller.ts';
import { Calling } from '../auth/calling.ts';
import { plainPage, type PageQuery } from '../http/page-query.ts';
import { Route } from '../http/route.ts';
import { Audit } from './audit.ts';

@Controller('v1/audit')
export class AuditController {
  readonly #audit: Audit;

  constructor(@Inject(Audit) audit: Audit) {
    this.#audit = audit;
  }

  @Get()
  @Route({ by: 'admin', summary: 'Who did what in the project, the newest first', answer: pageOf(auditEntry) })
  list(@Calling() caller: Caller, @Query({ schema: plainPage }) page: PageQuery): Promise<Page<AuditEntry>> {
    return this.#audit.list(caller, page);
  }
}
