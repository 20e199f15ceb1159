export type { ObjectInit, QomType, TypeCatalog } from './type-info.ts';
export { ObjectError } from './type-info.ts';
export { LinkProperty, QObject, link } from './object.ts';
export type { TypeFilter, TypeInfo } from './type-registry.ts';
export { TypeRegistry } from './type-registry.ts';
export type { PropertyInfo } from './introspection.ts';
export { infoQomTree, qomList, qomListProperties } from './introspection.ts';
