import { getSystemErrorMap } from 'node:util';
import { OptionError } from '@reprise/options';

/** What is wrong with a file of the host, in words for the person who named it. */
export class FileError extends OptionError {
  override name = 'FileError';
}

/** A failed system call in the words of its error number: `no such file or directory`. */
export function systemProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words = 'errno' in error && typeof error.errno === 'number' ? getSystemErrorMap().get(error.errno)?.[1] : undefined;
  return words ?? error.message;
}

/** Calls `action`; where the host fails, the error is `cannot read kernel 'x': no such file or directory`. */
export function naming<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof OptionError) throw error;
    throw new FileError(`cannot ${what}: ${systemProblem(error)}`);
  }
}
