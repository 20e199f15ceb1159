import { z } from 'zod';
import type { Stack } from './components.ts';

const workers = z.object({ items: z.array(z.object({ name: z.string() })) });

/** Asks the control plane which workers have told it that they are there. */
export const workerNames = ({ url, firstKey }: Stack) => async (name: string): Promise<boolean> => {
  try {
    const response = await fetch(`${url}/v1/workers`, { headers: { authorization: `Bearer ${firstKey}` }, signal: AbortSignal.timeout(2000) });
    return workers.parse(await response.json()).items.some((worker) => worker.name === name);
  } catch {
    return false; // not yet
  }
};
