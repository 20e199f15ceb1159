import { nearest } from './nearest.ts';

/** What is wrong with an option, a property or its value, in words for the person who wrote it. */
export class OptionError extends Error {
  override name = 'OptionError';
}

/** `what 'name' of 'owner'`, with the nearest of the known names if one is near. */
export function unknownName(what: string, name: string, known: Iterable<string>, owner?: string): OptionError {
  const near = nearest(name, known);
  const hint = near === null ? '' : `, did you mean '${near}'?`;
  return new OptionError(`unknown ${what} '${name}'${owner === undefined ? '' : ` of '${owner}'`}${hint}`);
}
