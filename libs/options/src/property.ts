import { formatSize } from '@reprise/bits';
import { OptionError } from './option-error.ts';

/** One typed property: how it is written, what it may be, what it is when not given. */
export interface Property<T> {
  /** As shown in help: `bool`, `int`, `size`, `str`, `a|b|c`. */
  readonly type: string;
  readonly description: string;
  /** What it is when not given. */
  readonly defaultValue: T;
  readonly required: boolean;
  /** May it be set while the machine runs? */
  readonly runtime: boolean;
  /** @throws OptionError saying what was expected */
  parse(text: string): T;
  /** The value itself if it is one of the property's. @throws OptionError */
  check(value: unknown): T;
  /** The text that `parse` would take. */
  format(value: T): string;
}

/** Properties by name. */
export type Schema = Readonly<Record<string, Property<unknown>>>;

export type ValuesOf<S> = { readonly [K in keyof S]: S[K] extends Property<infer T> ? T : never };

interface Common<T> {
  readonly description: string;
  /** May it be set while the machine runs? Default false: only before the object is realized. */
  readonly runtime?: boolean;
  /** A further rule: says what is wrong, or null. */
  readonly validate?: (value: T) => string | null;
}
/** With a default, or `required`, the property always has a value; without either it may be undefined. */
export type WithDefault<T> = Common<T> & { readonly default: T };
export type Required<T> = Common<T> & { readonly required: true };
export type Optional<T> = Common<T>;
export type PropertyOptions<T> = WithDefault<T> | Required<T> | Optional<T>;

/** How the values of one type are written, read and checked; the functions return undefined for what is not one. */
export interface ValueType<T> {
  readonly name: string;
  /** What is expected, for errors: `on or off`, `an integer in 1..8`. */
  readonly expected: string;
  parse(text: string): T | undefined;
  accept(value: unknown): T | undefined;
  format(value: T): string;
}

export function property<T>(type: ValueType<T>, options: WithDefault<T> | Required<T>): Property<T>;
export function property<T>(type: ValueType<T>, options: PropertyOptions<T>): Property<T | undefined>;
export function property<T>(type: ValueType<T>, options: PropertyOptions<T>): Property<T | undefined> {
  const validated = (value: T | undefined, given: unknown): T => {
    if (value === undefined) throw new OptionError(`expected ${type.expected}, got '${String(given)}'`);
    const problem = options.validate?.(value) ?? null;
    if (problem !== null) throw new OptionError(problem);
    return value;
  };
  return {
    type: type.name,
    description: options.description,
    defaultValue: 'default' in options ? options.default : undefined,
    required: 'required' in options,
    runtime: options.runtime ?? false,
    parse: (text) => validated(type.parse(text), text),
    check: (value) => validated(type.accept(value), value),
    format: (value) => (value === undefined ? '' : type.format(value)),
  };
}

const WORDS = new Map([['on', true], ['yes', true], ['true', true], ['y', true], ['off', false], ['no', false], ['false', false], ['n', false]]);

const boolType: ValueType<boolean> = {
  name: 'bool',
  expected: 'on or off',
  parse: (text) => WORDS.get(text),
  accept: (value) => (typeof value === 'boolean' ? value : undefined),
  format: (value) => (value ? 'on' : 'off'),
};

/** `on`, `off`, `yes`, `no`, `true`, `false`. */
export function bool(options: WithDefault<boolean> | Required<boolean>): Property<boolean>;
export function bool(options: Optional<boolean>): Property<boolean | undefined>;
export function bool(options: PropertyOptions<boolean>): Property<boolean | undefined> {
  return property(boolType, options);
}

/** Inclusive limits; by default 0 and 2^53-1. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

const within = (value: unknown, min: number, max: number): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max ? value : undefined;

function intType({ min = 0, max = Number.MAX_SAFE_INTEGER }: Limits): ValueType<number> {
  return {
    name: 'int',
    expected: `an integer in ${min}..${max}`,
    parse: (text) => (/^-?(\d+|0[xX][0-9a-fA-F]+)$/.test(text) ? within(signed(text), min, max) : undefined),
    accept: (value) => within(value, min, max),
    format: String,
  };
}

const signed = (text: string): number => (text.startsWith('-') ? -Number(text.slice(1)) || 0 : Number(text));

/** A decimal or 0x integer within limits. */
export function int(options: (WithDefault<number> | Required<number>) & Limits): Property<number>;
export function int(options: Optional<number> & Limits): Property<number | undefined>;
export function int(options: PropertyOptions<number> & Limits): Property<number | undefined> {
  return property(intType(options), options);
}

const UNITS = ['', 'K', 'M', 'G', 'T'];

function sizeType(options: Limits & { readonly unit?: 'B' | 'M' }): ValueType<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, unit = 'B' } = options;
  const parse = (text: string): number | undefined => {
    const [, number, suffix] = /^(\d+(?:\.\d+)?|0[xX][0-9a-fA-F]+)([bBkKmMgGtT]?)$/.exec(text) ?? [];
    if (number === undefined || suffix === undefined) return undefined;
    const power = suffix === '' ? (unit === 'M' ? 2 : 0) : Math.max(0, UNITS.indexOf(suffix.toUpperCase()));
    return within(Number(number) * 1024 ** power, min, max);
  };
  return {
    name: 'size',
    expected: `a size in ${formatSize(min)}..${formatSize(max)}, such as 512, 64K, 256M or 2G`,
    parse,
    accept: (value) => within(value, min, max),
    format: (value) => {
      const power = Math.max(0, UNITS.findLastIndex((_, index) => value !== 0 && value % 1024 ** index === 0));
      return `${value / 1024 ** power}${UNITS[power] || (unit === 'M' ? 'B' : '')}`;
    },
  };
}

/** A size in bytes, with K, M, G, T for powers of 1024 (`B` for bytes); without a letter it is in `unit`, bytes by default. */
export function size(options: (WithDefault<number> | Required<number>) & Limits & { readonly unit?: 'B' | 'M' }): Property<number>;
export function size(options: Optional<number> & Limits & { readonly unit?: 'B' | 'M' }): Property<number | undefined>;
export function size(options: PropertyOptions<number> & Limits & { readonly unit?: 'B' | 'M' }): Property<number | undefined> {
  return property(sizeType(options), options);
}

const stringType: ValueType<string> = {
  name: 'str',
  expected: 'text',
  parse: (text) => text,
  accept: (value) => (typeof value === 'string' ? value : undefined),
  format: (value) => value,
};

/** Any text. */
export function string(options: WithDefault<string> | Required<string>): Property<string>;
export function string(options: Optional<string>): Property<string | undefined>;
export function string(options: PropertyOptions<string>): Property<string | undefined> {
  return property(stringType, options);
}

function enumType<W extends string>(words: readonly W[]): ValueType<W> {
  const find = (value: unknown): W | undefined => words.find((word) => word === value);
  return { name: words.join('|'), expected: `one of ${words.join(', ')}`, parse: find, accept: find, format: (value) => value };
}

/** One of the given words. */
export function enumOf<const W extends string>(words: readonly W[], options: WithDefault<NoInfer<W>> | Required<NoInfer<W>>): Property<W>;
export function enumOf<const W extends string>(words: readonly W[], options: Optional<NoInfer<W>>): Property<W | undefined>;
export function enumOf<const W extends string>(words: readonly W[], options: PropertyOptions<NoInfer<W>>): Property<W | undefined> {
  return property(enumType(words), options);
}
