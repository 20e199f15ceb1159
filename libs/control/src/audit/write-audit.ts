import { newId } from '../id/new-id.ts';
import { readPage, type Page, type PageRequest } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { AuditEntry } from './audit.ts';

/** Writes down who did what. */
export async function writeAudit({ record, clock }: Pick<Ports, 'record' | 'clock'>, entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void> {
  const now = clock.now();
  await record.audit.insert({ ...entry, id: newId('a', now), at: now });
}

/** What was done in a project, the newest first. */
export const listAudit = ({ record }: Pick<Ports, 'record'>, project: string, page: PageRequest = {}): Promise<Page<AuditEntry>> =>
  readPage(page, (slice) => record.audit.list(project, slice), ({ id }) => id);
