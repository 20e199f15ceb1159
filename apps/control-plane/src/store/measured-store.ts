import { StoreError, type ObjectStore } from '@reprise/store';
import type { ServiceMetrics } from '../metrics/service-metrics.ts';
import type { Traces } from '../traces/traces.ts';

/** A store whose requests are counted, timed and traced. */
export function measuredStore(store: ObjectStore, { storeRequests }: Pick<ServiceMetrics, 'storeRequests'>, traces: Pick<Traces, 'around'>): ObjectStore {
  const measured = async <T>(operation: string, request: () => Promise<T>): Promise<T> => {
    const end = storeRequests.startTimer({ operation });
    try {
      const answer = await traces.around(`store ${operation}`, request);
      end({ outcome: 'ok' });
      return answer;
    } catch (error) {
      end({ outcome: error instanceof StoreError ? error.code : 'error' });
      throw error;
    }
  };
  return {
    put: (key, bytes, options) => measured('put', () => store.put(key, bytes, options)),
    get: (key, range) => measured('get', () => store.get(key, range)),
    head: (key) => measured('head', () => store.head(key)),
    list: (prefix, cursor) => measured('list', () => store.list(prefix, cursor)),
    delete: (key) => measured('delete', () => store.delete(key)),
    close: () => store.close(),
  };
}
