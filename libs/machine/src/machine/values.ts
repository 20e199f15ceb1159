import { parseValue, propertyOf } from '@reprise/options';
import type { TypeRegistry } from '@reprise/qom';
import type { GlobalProperty, PropertyValues } from './configuration.ts';

/** Values for `registry.create`: those given as text are read as on a command line. @throws OptionError */
export function typedValues(registry: TypeRegistry, typeName: string, given: PropertyValues = {}): PropertyValues {
  const schema = registry.properties(typeName);
  return Object.fromEntries(Object.entries(given).map(([name, value]) =>
    [name, typeof value === 'string' ? parseValue(schema, typeName, name, value) : value]));
}

/** @throws OptionError for a type, a property or a value that does not exist */
export function checkGlobals(globals: readonly GlobalProperty[], registry: TypeRegistry): void {
  for (const { type, property, value } of globals) {
    registry.get(type);
    typedValues(registry, type, { [property]: value });
    propertyOf(registry.properties(type), type, property);
  }
}

/** What `-global` says about objects of a type; a later one goes before. @throws OptionError */
export function globalValues(globals: readonly GlobalProperty[], registry: TypeRegistry, typeName: string): PropertyValues {
  const given = globals.filter(({ type }) => registry.isA(typeName, type)).map(({ property, value }): [string, unknown] => [property, value]);
  return typedValues(registry, typeName, Object.fromEntries(given));
}
