import { ApiError, type Service } from '@reprise/api-client';
import { shortId } from '../output/quantities.ts';

/** What people call a worker; `-` for none. */
export type WorkerNames = (id: string | null) => string;

/** Names of workers; ids, to whom the service does not show its workers. */
export async function workerNames(service: Service): Promise<WorkerNames> {
  const names = new Map<string, string>();
  try {
    for await (const { id, name } of service.workers()) names.set(id, name);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
  }
  return (id) => (id === null ? '-' : (names.get(id) ?? shortId(id)));
}
