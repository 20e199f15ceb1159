import { RecordingError } from '@reprise/replay';

/** The fields of an object that came as JSON, each asked for with what it has to be. @throws RecordingError naming the field */
export class JsonFields {
  readonly #where: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  /** @param where names the object in errors: `run.json` */
  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RecordingError(`${where}: expected an object`);
    this.#where = where;
    this.#fields = { ...value };
  }

  get(name: string): unknown {
    return this.#fields[name];
  }

  text(name: string, form = /^[^]*$/): string {
    const value = this.get(name);
    if (typeof value === 'string' && form.test(value)) return value;
    throw this.#wrong(name, form.source === '^[^]*$' ? 'expected text' : `expected text of the form ${form.source}`);
  }

  count(name: string): number {
    const value = this.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.#wrong(name, 'expected an integer from 0 to 2^53-1');
  }

  flag(name: string): boolean {
    const value = this.get(name);
    if (typeof value === 'boolean') return value;
    throw this.#wrong(name, 'expected true or false');
  }

  oneOf<const W extends string>(name: string, words: readonly W[]): W {
    const value = this.get(name);
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    throw this.#wrong(name, `expected one of ${words.join(', ')}`);
  }

  object(name: string): JsonFields {
    return new JsonFields(this.get(name), `${this.#where}.${name}`);
  }

  list(name: string): JsonFields[] {
    const value = this.get(name);
    if (!Array.isArray(value)) throw this.#wrong(name, 'expected a list');
    return value.map((item: unknown, index) => new JsonFields(item, `${this.#where}.${name}[${index}]`));
  }

  /** Names with text. */
  texts(name: string): Record<string, string> {
    const fields = this.object(name);
    return Object.fromEntries(Object.keys(fields.#fields).map((key): [string, string] => [key, fields.text(key)]));
  }

  /** Undefined for null or a field that is not there. */
  optional<T>(name: string, read: (fields: this, name: string) => T): T | undefined {
    const value = this.get(name);
    return value === null || value === undefined ? undefined : read(this, name);
  }

  #wrong(name: string, problem: string): RecordingError {
    return new RecordingError(`${this.#where}.${name}: ${problem}`);
  }
}
