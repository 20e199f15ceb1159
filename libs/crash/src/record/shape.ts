/** What JSON is made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How one kind of value is written as JSON, and read back: whatever is not what would have been written is refused. */
export interface Shape<T> {
  encode(value: T): Json;
  /** @throws ShapeError; `path` says where the value is */
  decode(json: unknown, path: string): T;
}

export type ValueOf<S> = S extends Shape<infer T> ? T : never;

/** JSON that does not have the shape that it should have. */
export class ShapeError extends Error {
  override name = 'ShapeError';

  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
  }
}

/** A check of a value that is itself in JSON. */
const plain = <T extends Json>(expected: string, accept: (json: unknown) => json is T): Shape<T> => ({
  encode: (value) => value,
  decode: (json, path) => {
    if (accept(json)) return json;
    throw new ShapeError(path, expected);
  },
});

export const boolean = plain<boolean>('true or false', (json) => typeof json === 'boolean');

/** An integer in 0 .. `most`. */
export const integer = (most: number = Number.MAX_SAFE_INTEGER): Shape<number> =>
  plain<number>(`an integer in 0..${most}`, (json): json is number => typeof json === 'number' && Number.isInteger(json) && json >= 0 && json <= most && !Object.is(json, -0));

/** Text of at most `most` UTF-16 units. */
export const text = (most: number): Shape<string> =>
  plain<string>(`text of at most ${most} characters`, (json): json is string => typeof json === 'string' && json.length <= most && json.isWellFormed());

/** Text of a form. */
export const pattern = (expected: string, form: RegExp): Shape<string> =>
  plain<string>(expected, (json): json is string => typeof json === 'string' && form.test(json));

export const word = <const W extends string>(...words: readonly W[]): Shape<W> =>
  plain<W>(`one of ${words.join(', ')}`, (json): json is W => words.some((candidate) => candidate === json));

/** A value of 64 bits, as 0x and hex digits without leading zeros. */
export const hex64: Shape<bigint> = {
  encode: (value) => `0x${value.toString(16)}`,
  decode: (json, path) => {
    if (typeof json === 'string' && /^0x(0|[1-9a-f][0-9a-f]{0,15})$/.test(json)) return BigInt(json);
    throw new ShapeError(path, '0x and up to 16 hex digits');
  },
};

/** `least` to `most` values. */
export const list = <T>(item: Shape<T>, most: number, least = 0): Shape<readonly T[]> => ({
  encode: (values) => values.map((value) => item.encode(value)),
  decode: (json, path) => {
    if (!Array.isArray(json) || json.length < least || json.length > most) throw new ShapeError(path, `a list of ${least === most ? most : `${least} to ${most}`}`);
    return json.map((value: unknown, index) => item.decode(value, `${path}[${index}]`));
  },
});

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Values<S> = { readonly [K in keyof S]: ValueOf<S[K]> };
type Record_<R, O> = Values<R> & Partial<Values<O>>;

/** A map with these keys; those of `optional` may be missing. Keys are written in their order by bytes. */
export function record<R extends Shapes, O extends Shapes = {}>(required: R, optional?: O): Shape<Record_<R, O>> {
  const shapes: ReadonlyMap<string, Shape<unknown>> = new Map(Object.entries({ ...required, ...optional }));
  const names = [...shapes.keys()].sort();
  return {
    encode: (value) => {
      const values: Readonly<Record<string, unknown>> = value;
      return Object.fromEntries(names.flatMap((name) => {
        const field = values[name];
        const shape = shapes.get(name);
        return field === undefined || !shape ? [] : [[name, shape.encode(field)]];
      }));
    },
    decode: (json, path) => {
      const map = expectMap(json, path);
      for (const name of Object.keys(map)) if (!shapes.has(name)) throw new ShapeError(`${path}.${name}`, 'no such key');
      const entries = [...shapes].flatMap(([name, shape]): [string, unknown][] => {
        if (Object.hasOwn(map, name)) return [[name, shape.decode(map[name], `${path}.${name}`)]];
        if (Object.hasOwn(required, name)) throw new ShapeError(`${path}.${name}`, 'a value: it is missing');
        return [];
      });
      return Object.fromEntries(entries) as Record_<R, O>; // every required key is there, and each value has its shape
    },
  };
}

/** Values of one shape by names of a form. */
export const byName = <T>(name: RegExp, value: Shape<T>, most: number): Shape<Readonly<Record<string, T>>> => ({
  encode: (values) => Object.fromEntries(Object.keys(values).sort().flatMap((key) => {
    const item = values[key];
    return item === undefined ? [] : [[key, value.encode(item)]];
  })),
  decode: (json, path) => {
    const map = expectMap(json, path);
    const keys = Object.keys(map);
    if (keys.length > most) throw new ShapeError(path, `at most ${most} keys`);
    for (const key of keys) if (!name.test(key)) throw new ShapeError(`${path}.${key}`, 'no such key');
    return Object.fromEntries(keys.map((key) => [key, value.decode(map[key], `${path}.${key}`)]));
  },
});

/** One of several records, told apart by their key `kind`. */
export function oneOf<T extends { readonly kind: string }>(shapes: { readonly [K in T['kind']]: Shape<T & { kind: K }> }): Shape<T> {
  const byKind: ReadonlyMap<string, Shape<T>> = new Map(Object.entries<Shape<T>>(shapes));
  return {
    encode: (value) => byKind.get(value.kind)?.encode(value) ?? null,
    decode: (json, path) => {
      const { kind } = expectMap(json, path);
      const shape = typeof kind === 'string' ? byKind.get(kind) : undefined;
      if (!shape) throw new ShapeError(`${path}.kind`, `one of ${[...byKind.keys()].join(', ')}`);
      return shape.decode(json, path);
    },
  };
}

const isMap = (json: unknown): json is Readonly<Record<string, unknown>> => typeof json === 'object' && json !== null && !Array.isArray(json);

function expectMap(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (isMap(json)) return json;
  throw new ShapeError(path, 'a map');
}
