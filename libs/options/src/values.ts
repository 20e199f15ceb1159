import { OptionError, unknownName } from './option-error.ts';
import type { Property, Schema, ValuesOf } from './property.ts';

/** @throws OptionError if `owner` has no such property */
export function propertyOf(schema: Schema, owner: string, name: string): Property<unknown> {
  const found = Object.hasOwn(schema, name) ? schema[name] : undefined;
  if (!found) throw unknownName('property', name, Object.keys(schema), owner);
  return found;
}

/** The value of one property from its text. @throws OptionError that names the property and its owner */
export const parseValue = (schema: Schema, owner: string, name: string, text: string): unknown =>
  attributed(owner, name, () => propertyOf(schema, owner, name).parse(text));

/** `value` if it is one of the property's. @throws OptionError that names the property and its owner */
export const checkValue = (schema: Schema, owner: string, name: string, value: unknown): unknown =>
  attributed(owner, name, () => propertyOf(schema, owner, name).check(value));

function attributed(owner: string, name: string, get: () => unknown): unknown {
  try {
    return get();
  } catch (error) {
    if (!(error instanceof OptionError) || error.message.startsWith('unknown ')) throw error;
    throw new OptionError(`property '${name}' of '${owner}': ${error.message}`);
  }
}

/**
 * A value for every property of the schema: as given, or its default. Values given as undefined count as not given.
 * @throws OptionError for a name that is unknown, a value that is not one of the property's, or one that is required and missing
 */
export function completeValues<S extends Schema>(schema: S, owner: string, given: Readonly<Record<string, unknown>>): ValuesOf<S> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) values[name] = checkValue(schema, owner, name, value);
    else propertyOf(schema, owner, name);
  }
  for (const [name, property] of Object.entries(schema)) {
    if (Object.hasOwn(values, name)) continue;
    if (property.required) throw new OptionError(`property '${name}' of '${owner}' must be given`);
    values[name] = property.defaultValue;
  }
  return values as ValuesOf<S>; // each value went through its own property
}

/** The same from texts, as `parseOptionString` gives them. */
export function parseValues<S extends Schema>(schema: S, owner: string, entries: readonly (readonly [string, string])[]): ValuesOf<S> {
  return completeValues(schema, owner, Object.fromEntries(entries.map(([name, text]) => [name, parseValue(schema, owner, name, text)])));
}
