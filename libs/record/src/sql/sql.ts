/** What the record asks of a database: PostgreSQL's SQL, `$1` for parameters. */
export interface Sql {
  /** The rows, as the driver gives them. */
  query(text: string, parameters?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A database: statements for themselves, and several as one. Throws a ControlError record.unavailable where it cannot be had. */
export interface Database extends Sql {
  /** READ COMMITTED. Whatever `work` throws undoes what it did. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
