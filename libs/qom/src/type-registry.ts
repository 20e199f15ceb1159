import { completeValues, type Schema, unknownName } from '@reprise/options';
import { QObject } from './object.ts';
import { ObjectError, type ObjectInit, type QomType, type TypeCatalog } from './type-info.ts';

/** A type of objects: QEMU's TypeInfo. */
export interface TypeInfo extends QomType {
  /** Makes an instance; inherited if left out, from 'object' at last. */
  readonly create?: (init: ObjectInit) => QObject;
}

/** Chooses types in `TypeRegistry.list`. */
export interface TypeFilter {
  /** Only this type and those derived from it. */
  readonly isA?: string;
  /** Abstract types too? Default false. */
  readonly abstract?: boolean;
}

/** The types that a program knows. It starts with 'object' and 'container'. */
export class TypeRegistry implements TypeCatalog {
  readonly #types = new Map<string, TypeInfo>();

  constructor() {
    this.register({ name: 'object', abstract: true, create: (init) => new QObject(init) });
    this.register({ name: 'container', parent: 'object', description: 'holds other objects' });
  }

  /** @throws ObjectError if the name is taken or the parent is not registered */
  register(info: TypeInfo): void {
    if (this.#types.has(info.name)) throw new ObjectError(`type '${info.name}' is registered twice`);
    if (info.name !== 'object' && !this.#types.has(info.parent ?? 'object')) {
      throw new ObjectError(`type '${info.name}' has an unknown parent '${info.parent}'`);
    }
    this.#types.set(info.name, info);
  }

  has(name: string): boolean {
    return this.#types.has(name);
  }

  /** @throws OptionError `unknown type 'x', did you mean 'y'?` */
  get(name: string): TypeInfo {
    const found = this.#types.get(name);
    if (!found) throw unknownName('type', name, this.list().map((type) => type.name));
    return found;
  }

  /** The type itself, its parent, and so on up to 'object'. */
  ancestry(name: string): TypeInfo[] {
    const chain: TypeInfo[] = [];
    for (let at: TypeInfo | undefined = this.get(name); at; at = this.#parentOf(at)) chain.push(at);
    return chain;
  }

  #parentOf(type: TypeInfo): TypeInfo | undefined {
    return type.name === 'object' ? undefined : this.#types.get(type.parent ?? 'object');
  }

  /** Is the type `ancestor`, or derived from it? */
  isA(name: string, ancestor: string): boolean {
    return this.ancestry(name).some((type) => type.name === ancestor);
  }

  /** Types by name. */
  list(filter: TypeFilter = {}): TypeInfo[] {
    return [...this.#types.values()]
      .filter((type) => (filter.abstract ?? false) || !type.abstract)
      .filter((type) => filter.isA === undefined || this.isA(type.name, filter.isA))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** All properties of a type; its own go before inherited ones of the same name. */
  properties(name: string): Schema {
    let all: Schema = {};
    for (const type of this.ancestry(name)) all = { ...type.properties, ...all };
    return all;
  }

  /**
   * Makes an instance, not yet in any tree.
   * @throws OptionError for an unknown type or property, or a bad or missing value
   * @throws ObjectError for an abstract type
   */
  create(name: string, given: Readonly<Record<string, unknown>> = {}): QObject {
    const type = this.get(name);
    if (type.abstract) throw new ObjectError(`type '${name}' is abstract: it has no instances`);
    const values = completeValues(this.properties(name), name, given);
    const create = this.ancestry(name).find((ancestor) => ancestor.create)?.create;
    if (!create) throw new ObjectError(`type '${name}' has no way to make an instance`);
    return create({ registry: this, type, values });
  }
}
