import type { Schema } from '@reprise/options';

/** What a type of objects is, apart from how to make one. */
export interface QomType {
  readonly name: string;
  /** The type that this is a special case of; 'object' if left out. */
  readonly parent?: string;
  /** An abstract type has no instances. */
  readonly abstract?: boolean;
  readonly description?: string;
  /** Properties beside the inherited ones. */
  readonly properties?: Schema;
}

/** What an object asks about types. */
export interface TypeCatalog {
  isA(name: string, ancestor: string): boolean;
  /** All properties, the inherited ones too. */
  properties(name: string): Schema;
}

/** What an instance is made from: its type, and a checked value for each property of the type. */
export interface ObjectInit {
  readonly registry: TypeCatalog;
  readonly type: QomType;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A mistake in how types are declared or objects put together. */
export class ObjectError extends Error {
  override name = 'ObjectError';
}
