import type { Property } from '@reprise/options';

/** One option of a command: a row of its table, from which parsing, errors and help come. */
export interface Option<T> {
  /** What stands for its value in help; null = a switch without one. */
  readonly placeholder: string | null;
  readonly description: string;
  /** Other names. */
  readonly aliases: readonly string[];
  /** May it be given more than once? */
  readonly repeats: boolean;
  /** What it comes to, from the values given; a switch is given ''. @throws OptionError */
  readonly read: (texts: readonly string[]) => T;
}

/** Options by name, in the order in which help shows them. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

export type OptionValues<Table> = { readonly [Name in keyof Table]: Table[Name] extends Option<infer T> ? T : never };

interface Common {
  readonly description: string;
  readonly aliases?: readonly string[];
}

/** A switch. */
export const flag = ({ description, aliases = [] }: Common): Option<boolean> =>
  ({ placeholder: null, description, aliases, repeats: false, read: (texts) => texts.length > 0 });

/** An option with one value, undefined when not given. */
export const one = <T>(placeholder: string, parse: (text: string) => T, { description, aliases = [] }: Common): Option<T | undefined> =>
  ({ placeholder, description, aliases, repeats: false, read: ([text]) => (text === undefined ? undefined : parse(text)) });

/** An option that may be given any number of times; `parse` is told how many came before. */
export const many = <T>(placeholder: string, parse: (text: string, index: number) => T, { description, aliases = [] }: Common): Option<readonly T[]> =>
  ({ placeholder, description, aliases, repeats: true, read: (texts) => texts.map(parse) });

/** An option with one value of a typed property, whose description it has. */
export const typed = <T>(placeholder: string, property: Property<T>): Option<T | undefined> => one(placeholder, (text) => property.parse(text), property);

/** Text as it is. */
export const verbatim = (text: string): string => text;
