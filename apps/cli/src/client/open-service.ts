import { Service } from '@reprise/api-client';
import { OptionError } from '@reprise/options';
import { defaultDataFolder } from '../up/up-options.ts';
import { connectionOf } from './connection.ts';

/** The service that the environment, or `reprise up` on this machine, names. @throws OptionError */
export function openService({ data }: { readonly data: string | undefined }): Service {
  const connection = connectionOf(data === undefined ? process.env : {}, data ?? defaultDataFolder(process.env));
  try {
    return new Service(connection);
  } catch (error) {
    if (error instanceof RangeError) throw new OptionError(`CONTROL_PLANE_URL: ${error.message}`);
    throw error;
  }
}
