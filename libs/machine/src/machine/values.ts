import { parseValue } from '@reprise/options';
import type { TypeRegistry } from '@reprise/qom';
import type { PropertyValues } from './configuration.ts';

/** Values for `registry.create`: those given as text are read as on a command line. @throws OptionError */
export function typedValues(registry: TypeRegistry, typeName: string, given: PropertyValues = {}): PropertyValues {
  const schema = registry.properties(typeName);
  return Object.fromEntries(Object.entries(given).map(([name, value]) =>
    [name, typeof value === 'string' ? parseValue(schema, typeName, name, value) : value]));
}
