import type { Service } from '@reprise/api-client';
import type { Crash } from '@reprise/contracts';
import { OptionError } from '@reprise/options';

const WHOLE = /^c_[0-9a-f]{32}$/;

/** A crash by its id, the beginning of it, or that of the run that crashed. @throws OptionError, ApiError */
export async function findCrash(service: Service, reference: string): Promise<Crash> {
  if (WHOLE.test(reference)) return service.crash(reference);
  if (!reference.startsWith('c_')) {
    const { id, crash, state } = await service.runs.get(reference);
    if (crash === null) throw new OptionError(`run ${id} has not crashed: it is ${state}`);
    return service.crash(crash);
  }
  const found: Crash[] = [];
  for await (const crash of service.crashes()) if (crash.id.startsWith(reference)) found.push(crash);
  const [crash, second] = found;
  if (!crash) throw new OptionError(`there is no crash ${reference}: 'reprise crashes --all' lists them`);
  if (second) throw new OptionError(`${reference} begins the ids of ${found.length} crashes: ${found.slice(0, 3).map(({ id }) => id).join(', ')}${found.length > 3 ? ' ..' : ''}`);
  return crash;
}
