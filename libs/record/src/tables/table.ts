import type { Slice } from '@reprise/control';
import type { Sql } from '../sql/sql.ts';

/** How a field is kept: `value` a column of its own type or jsonb, `json` a text of JSON that SQL never looks into. `fixed`: written once. */
export type Kept = 'value' | 'json' | 'fixed' | 'fixed json';

/** Most rows of one INSERT. */
const CHUNK = 500;

const snake = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const quoted = (field: string): string => `"${snake(field)}"`;

/** PostgreSQL can keep no U+0000 in a text or jsonb, and no half characters. */
const clean = (_key: string, value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value);

/**
 * Rows of a table as objects: fields by the names of columns (`leaseUntil` is `lease_until`). They go in and come out as JSON, so that it does not matter how a driver
 * has integers and objects.
 */
export class Table<T extends object> {
  readonly #name: string;
  readonly #columns: readonly (readonly [field: keyof T & string, kept: Kept])[];

  constructor(name: string, columns: { readonly [K in keyof T & string]: Kept }) {
    this.#name = name;
    // the keys of the mapped type
    this.#columns = Object.entries(columns) as [keyof T & string, Kept][];
  }

  /** JSON of rows as the columns have them. `extra`: columns that are no fields. */
  #encode(items: readonly T[], extra: Readonly<Record<string, unknown>> = {}): string {
    const row = (item: T): object =>
      Object.fromEntries(this.#columns.map(([field, kept]) => [snake(field), kept.endsWith('json') && item[field] !== null ? JSON.stringify(item[field]) : item[field]]));
    return JSON.stringify(items.map((item) => ({ ...row(item), ...extra })), clean);
  }

  #decode(row: unknown): T {
    // to_jsonb of a row that was written from a T
    const columns = row as Readonly<Record<string, unknown>>;
    const fields = this.#columns.map(([field, kept]) => {
      const value = columns[snake(field)];
      return [field, kept.endsWith('json') && typeof value === 'string' ? JSON.parse(value) as unknown : value]; // written by #encode
    });
    // all of its fields, as they were written
    return Object.fromEntries(fields) as T;
  }

  /** `tail`: what comes behind FROM, where the table is `t`. */
  async select(sql: Sql, tail: string, parameters: readonly unknown[] = []): Promise<readonly T[]> {
    return (await sql.query(`SELECT to_jsonb(t) AS row FROM ${this.#name} t ${tail}`, parameters)).map(({ row }) => this.#decode(row));
  }

  async first(sql: Sql, tail: string, parameters: readonly unknown[] = []): Promise<T | undefined> {
    return (await this.select(sql, `${tail} LIMIT 1`, parameters))[0];
  }

  /** Answers how many were written; fewer where `conflict` (ON CONFLICT ..) leaves some out. */
  async insert(sql: Sql, items: readonly T[], { conflict = '', extra = {} }: { readonly conflict?: string; readonly extra?: Readonly<Record<string, unknown>> } = {}): Promise<number> {
    const names = [...this.#columns.map(([field]) => quoted(field)), ...Object.keys(extra).map(quoted)].join(', ');
    let written = 0;
    for (let at = 0; at < items.length; at += CHUNK) {
      const rows = this.#encode(items.slice(at, at + CHUNK), extra);
      const from = `SELECT ${names} FROM jsonb_populate_recordset(NULL::${this.#name}, $1::text::jsonb)`;
      written += (await sql.query(`INSERT INTO ${this.#name} (${names}) ${from} ${conflict} RETURNING 1`, [rows])).length;
    }
    return written;
  }

  /** Writes all fields that are not fixed into the row that `where` leaves; its parameters are `$2` and on. False: there is none. */
  async update(sql: Sql, item: T, where: string, parameters: readonly unknown[]): Promise<boolean> {
    const names = this.#columns.filter(([, kept]) => !kept.startsWith('fixed')).map(([field]) => quoted(field)).join(', ');
    const from = `SELECT ${names} FROM jsonb_populate_recordset(NULL::${this.#name}, $1::text::jsonb)`;
    return (await sql.query(`UPDATE ${this.#name} SET (${names}) = (${from}) WHERE ${where} RETURNING 1`, [this.#encode([item]), ...parameters])).length > 0;
  }
}

/** Conditions of a WHERE that are there only where their value is, and their parameters. */
export class Conditions {
  readonly parameters: unknown[] = [];
  readonly #all: string[];

  /** Those that are there anyway. */
  constructor(...all: string[]) {
    this.#all = all;
  }

  /** `$` in the condition is the value. */
  and(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.parameters.push(value);
    this.#all.push(condition.replaceAll('$', `$${this.parameters.length}`));
    return this;
  }

  /** A page of it by a column. */
  page(column: string, { after, limit }: Slice, order: 'ASC' | 'DESC' = 'DESC'): string {
    this.and(`${column} ${order === 'DESC' ? '<' : '>'} $`, after);
    return `WHERE ${this.#all.length === 0 ? 'true' : this.#all.join(' AND ')} ORDER BY ${column} ${order} LIMIT ${Math.trunc(limit)}`;
  }
}
