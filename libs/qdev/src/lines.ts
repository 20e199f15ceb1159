import { unknownName } from '@reprise/options';

/** Who is told the level of a line. Being told the same level again must change nothing. */
export interface IrqSink {
  set(level: boolean): void;
}

type LevelChanged = (name: string, index: number, level: boolean) => void;

/** The output lines of one name. */
export class OutputLines {
  readonly name: string;
  readonly count: number;
  readonly #levelOf: (index: number) => boolean;
  readonly #changed: LevelChanged;
  readonly #levels: boolean[];
  readonly #sinks: IrqSink[][];

  constructor(name: string, count: number, levelOf: (index: number) => boolean, changed: LevelChanged) {
    this.name = name;
    this.count = count;
    this.#levelOf = levelOf;
    this.#changed = changed;
    this.#levels = Array.from({ length: count }, () => false);
    this.#sinks = this.#levels.map(() => []);
  }

  connect(index: number, sink: IrqSink): void {
    const sinks = this.#sinks[index];
    if (!sinks) throw new RangeError(`output '${this.name}' has ${this.count} lines, there is no line ${index}`);
    sinks.push(sink);
  }

  /** The level as last driven. */
  level(index: number): boolean {
    return this.#levels[index] ?? false;
  }

  /** Works every level out again and tells the sinks of those that changed, or, with `all`, of every one. */
  drive(all: boolean): void {
    for (let index = 0; index < this.count; index++) {
      const level = this.#levelOf(index);
      if (level !== this.#levels[index]) {
        this.#levels[index] = level;
        this.#changed(this.name, index, level);
      } else if (!all) continue;
      for (const sink of this.#sinks[index] ?? []) sink.set(level);
    }
  }
}

/** The input lines of one name, with the level that each was last set to. */
export class InputLines {
  readonly name: string;
  readonly count: number;
  readonly levels: Uint8Array;
  readonly #set: (level: boolean, index: number) => void;

  constructor(name: string, count: number, set: (level: boolean, index: number) => void) {
    this.name = name;
    this.count = count;
    this.levels = new Uint8Array(count);
    this.#set = set;
  }

  /** @throws RangeError if there is no line of this index */
  sink(index: number): IrqSink {
    if (index < 0 || index >= this.count) throw new RangeError(`input '${this.name}' has ${this.count} lines, there is no line ${index}`);
    return { set: (level) => this.set(index, level) };
  }

  set(index: number, level: boolean): void {
    if (this.levels[index] === Number(level)) return;
    this.levels[index] = Number(level);
    this.#set(level, index);
  }
}

/** @throws OptionError if there are no lines of this name */
export function linesOf<T extends { readonly name: string }>(lines: readonly T[], kind: string, name: string, owner: string): T {
  const found = lines.find((candidate) => candidate.name === name);
  if (!found) throw unknownName(kind, name, lines.map((line) => line.name), owner);
  return found;
}
