import { getSystemErrorMap } from 'node:util';
import { NoSpace, NotFound, PermissionDenied, StoreError, Unavailable } from '../errors.ts';

/** The code of a failed system call (`ENOENT`); undefined for any other error. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Did the call fail because no file is there (a folder is none)? */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCode(error) ?? '');

/** What a call gives, or `nothing` where no file is there. */
export async function ifThere<T, U>(wanted: Promise<T>, nothing: U): Promise<T | U> {
  try {
    return await wanted;
  } catch (error) {
    if (isMissing(error)) return nothing;
    throw error;
  }
}

const namesOf = new Map<string, string>(getSystemErrorMap().values());

const classes = new Map<string, new (message: string, key?: string, options?: ErrorOptions) => StoreError>([
  ['ENOSPC', NoSpace], ['EDQUOT', NoSpace], ['EFBIG', NoSpace],
  ['EACCES', PermissionDenied], ['EPERM', PermissionDenied], ['EROFS', PermissionDenied],
]);

/** A failed system call as the error of a store: `cannot put 'packs/1': no space left on device`. */
export function storeErrorOf(error: unknown, what: string, key: string): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof RangeError || error instanceof StoreError) return error;
  if (what !== 'put' && isMissing(error)) return new NotFound(key, { cause: error });
  const StoreErrorClass = classes.get(code) ?? Unavailable;
  return new StoreErrorClass(`cannot ${what} '${key}': ${namesOf.get(code) ?? code}`, key, { cause: error });
}
