import { checkValue, OptionError, parseValue, type Property, propertyOf, type Schema, unknownName } from '@reprise/options';
import { ObjectError, type ObjectInit, type QomType, type TypeCatalog } from './type-info.ts';

/** An instance of a type: it has properties, and a place in a tree of objects that each have one parent. */
export class QObject {
  readonly registry: TypeCatalog;
  readonly type: QomType;
  readonly #schema: Schema;
  readonly #values: Record<string, unknown>;
  readonly #children = new Map<string, QObject>();
  #parent: QObject | null = null;
  #name = '';
  #realized = false;

  constructor(init: ObjectInit) {
    this.registry = init.registry;
    this.type = init.type;
    this.#schema = init.registry.properties(init.type.name);
    this.#values = { ...init.values };
  }

  get typeName(): string {
    return this.type.name;
  }

  /** Its name as a child; empty for a root. */
  get name(): string {
    return this.#name;
  }

  get parent(): QObject | null {
    return this.#parent;
  }

  /** Where it is: `/machine/soc/uart0`. A root is `/`. */
  get path(): string {
    if (!this.#parent) return '/';
    const above = this.#parent.path;
    return above === '/' ? `/${this.#name}` : `${above}/${this.#name}`;
  }

  get root(): QObject {
    return this.#parent?.root ?? this;
  }

  /** Children in the order they were added. */
  get children(): QObject[] {
    return [...this.#children.values()];
  }

  /** Once realized, only properties marked `runtime` can be set. */
  get realized(): boolean {
    return this.#realized;
  }

  isA(typeName: string): boolean {
    return this.registry.isA(this.typeName, typeName);
  }

  /** @throws ObjectError if the name is taken or unfit, or the child has a parent */
  addChild<T extends QObject>(name: string, child: T): T {
    const object: QObject = child;
    if (name === '' || name.includes('/')) throw new ObjectError(`'${name}' cannot be the name of an object`);
    if (this.#children.has(name)) throw new ObjectError(`${this.path} already has a child '${name}'`);
    if (object.#parent) throw new ObjectError(`${object.path} already has a parent`);
    if (object === this.root) throw new ObjectError(`${this.path} cannot hold its own root`);
    object.#parent = this;
    object.#name = name;
    this.#children.set(name, child);
    return child;
  }

  removeChild(child: QObject): void {
    if (this.#children.get(child.#name) !== child) throw new ObjectError(`${this.path} has no child '${child.#name}'`);
    this.#children.delete(child.#name);
    child.#parent = null;
  }

  child(name: string): QObject | null {
    return this.#children.get(name) ?? null;
  }

  /** The object at a path from here, or from the root if it begins with `/`; null if there is none. */
  resolve(path: string): QObject | null {
    let at: QObject | null = path.startsWith('/') ? this.root : this;
    for (const step of path.split('/')) if (step !== '') at = at?.child(step) ?? null;
    return at;
  }

  /** This object and all below, parents first. */
  *descendants(): Generator<QObject> {
    yield this;
    for (const child of this.#children.values()) yield* child.descendants();
  }

  get propertyNames(): string[] {
    return Object.keys(this.#schema);
  }

  /** @throws OptionError for an unknown property */
  get(name: string): unknown {
    propertyOf(this.#schema, this.typeName, name);
    return this.#values[name];
  }

  /** The value as text. @throws OptionError for an unknown property */
  getText(name: string): string {
    return propertyOf(this.#schema, this.typeName, name).format(this.#values[name]);
  }

  /** @throws OptionError for an unknown property, a bad value, or an object that is realized */
  set(name: string, value: unknown): void {
    const property = propertyOf(this.#schema, this.typeName, name);
    if (this.#realized && !property.runtime) {
      throw new OptionError(`property '${name}' of '${this.typeName}' cannot be set any more: ${this.path} is realized`);
    }
    this.#values[name] = checkValue(this.#schema, this.typeName, name, value);
  }

  /** The same from text; for a link, the text is the path of the object. */
  setText(name: string, text: string): void {
    if (!(propertyOf(this.#schema, this.typeName, name) instanceof LinkProperty)) {
      return this.set(name, parseValue(this.#schema, this.typeName, name, text));
    }
    const target = this.resolve(text);
    if (!target) throw unknownName('object', text, [...this.root.descendants()].map((object) => object.path));
    this.set(name, target);
  }

  /** The values as they are now, by property; they follow later changes. */
  get values(): Readonly<Record<string, unknown>> {
    return this.#values;
  }

  /** Ends configuration: every link that must be is set, and from now on only `runtime` properties can be. */
  markRealized(): void {
    if (this.#realized) throw new ObjectError(`${this.path} is realized already`);
    for (const [name, property] of Object.entries(this.#schema)) {
      if (property instanceof LinkProperty && property.needed && this.#values[name] === undefined) {
        throw new OptionError(`link '${name}' of '${this.typeName}' at ${this.path} must be set`);
      }
    }
    this.#realized = true;
  }
}

/** A property that refers to another object of a given type. */
export class LinkProperty implements Property<QObject | undefined> {
  readonly type: string;
  readonly target: string;
  readonly description: string;
  readonly defaultValue = undefined;
  /** Not needed when the object is made, as links are set afterwards. */
  readonly required = false;
  /** Must it be set before the object is realized? */
  readonly needed: boolean;
  readonly runtime = false;

  constructor(target: string, description: string, needed: boolean) {
    this.type = `link<${target}>`;
    this.target = target;
    this.description = description;
    this.needed = needed;
  }

  parse(text: string): never {
    throw new OptionError(`expected the path of a ${this.target}, got '${text}', which stands in no tree yet`);
  }

  check(value: unknown): QObject {
    if (value instanceof QObject && value.isA(this.target)) return value;
    const got = value instanceof QObject ? `${value.path}, a ${value.typeName}` : `'${String(value)}'`;
    throw new OptionError(`expected a ${this.target}, got ${got}`);
  }

  format(value: QObject | undefined): string {
    return value?.path ?? '';
  }
}

/** A link to an object whose type is `target` or derived from it; with `needed`, realizing fails while it is not set. */
export const link = (target: string, options: { readonly description: string; readonly needed?: boolean }): LinkProperty =>
  new LinkProperty(target, options.description, options.needed ?? false);
