import type { QObject } from './object.ts';
import type { TypeCatalog } from './type-info.ts';

/** A property, as QMP's qom-list and qom-list-properties describe it. */
export interface PropertyInfo {
  readonly name: string;
  /** `bool`, `int`, .., `child<type>`, `link<type>`. */
  readonly type: string;
  readonly description: string;
  /** As text; empty if there is none. */
  readonly defaultValue: string;
}

/** qom-list-properties: the properties of a type. @throws OptionError for an unknown type */
export function qomListProperties(registry: TypeCatalog, typeName: string): PropertyInfo[] {
  return Object.entries(registry.properties(typeName)).map(([name, property]) => ({
    name,
    type: property.type,
    description: property.description,
    defaultValue: property.format(property.defaultValue),
  }));
}

/** qom-list: the properties of an object with their values as text, then its children. */
export function qomList(object: QObject): { readonly name: string; readonly type: string; readonly value: string }[] {
  const properties = qomListProperties(object.registry, object.typeName);
  return [
    { name: 'type', type: 'str', value: object.typeName },
    ...properties.map(({ name, type }) => ({ name, type, value: object.getText(name) })),
    ...object.children.map((child) => ({ name: child.name, type: `child<${child.typeName}>`, value: child.path })),
  ];
}

/** The text of `info qom-tree`. */
export function infoQomTree(object: QObject, depth = 0): string {
  const line = `${'  '.repeat(depth)}/${object.name} (${object.typeName})`;
  return [line, ...object.children.map((child) => infoQomTree(child, depth + 1))].join('\n');
}
