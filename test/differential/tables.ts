/** The instruction tables by extension, and tables that count what is executed of them. */
import { Decoder, type Compressed, type Instruction } from '@reprise/isa';
import { instructionTables, type InstructionTables } from '@reprise/riscv';

export type Row = Instruction | Compressed;

const EXTENSIONS = 'I M A F D C Zicsr Zifencei Zicond Zba Zbb Zbc Zbs Zicbom Zicbop Zicboz Svinval'.split(' ');

/** Of a CPU that has everything. */
export const allTables: InstructionTables = instructionTables(new Set(EXTENSIONS));

export const decoder = new Decoder(allTables.instructions, allTables.compressed);

export const allRows: readonly Row[] = [...allTables.instructions, ...allTables.compressed];

/** Rows by the table that they stand in. */
export const tables: ReadonlyMap<string, readonly Row[]> = Map.groupBy(allRows, ({ extension }) => extension);

const byName = new Map(allTables.instructions.map((row) => [row.name, row]));

/** What a row means: a compressed one means what it expands to. */
export function programOf(row: Row): Instruction['program'] {
  if (row.length === 4) return row.program;
  const base = byName.get(row.base);
  if (!base) throw new Error(`${row.name} expands to nothing`);
  return base.program;
}

/** How often the rows of a tier were executed, by name. */
export class CountedTables {
  readonly tables: InstructionTables;
  readonly #counts = new Map<string, number>();

  /** A compressed row gets a base of its own, with a pattern that no word of 32 bits has, so that it counts apart. */
  constructor({ instructions, compressed }: InstructionTables) {
    const own = compressed.map((row, index): Instruction => {
      const base = instructions.find(({ name }) => name === row.base);
      if (!base) throw new Error(`${row.name} expands to nothing`);
      return { ...base, name: `${row.base} for ${row.name}`, mask: -1, match: index << 2 };
    });
    this.tables = {
      instructions: [
        ...instructions.map((row) => this.#counted(row, row.name)),
        ...own.map((row, index) => this.#counted(row, compressed[index]?.name ?? '')),
      ],
      compressed: compressed.map((row, index) => ({ ...row, base: own[index]?.name ?? '' })),
      known: [],
    };
  }

  of(rows: readonly Row[]): number {
    return rows.reduce((sum, { name }) => sum + (this.#counts.get(name) ?? 0), 0);
  }

  /** A tier reads a row's program each time that it executes it. */
  #counted(row: Instruction, name: string): Instruction {
    const count = (): void => void this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    const { program } = row;
    return Object.defineProperty({ ...row }, 'program', {
      enumerable: true,
      get: () => {
        count();
        return program;
      },
    });
  }
}
