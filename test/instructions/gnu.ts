/** The GNU assembler and disassembler for riscv64. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const GNU_TOOLS = ['riscv64-unknown-elf-as', 'riscv64-unknown-elf-objdump'] as const;

/** Everything that version 2.40 knows of what we have: it has no Zicond. */
const ALL = 'rv64gc_zba_zbb_zbc_zbs_svinval_zicbom_zicbop_zicboz';

const isWide = (word: number): boolean => (word & 3) === 3;
const hex = (value: number): string => `0x${value.toString(16)}`;

/** The text of each word at its address, blanks made single; undefined for what is no instruction. Words are 16 or 32 bits long. */
export function objdump(words: readonly number[]): (string | undefined)[] {
  return list(words.map((word) => `.insn ${hex(word)}`)).map(({ text }) =>
    /^\.|^c\.unimp/.test(text) ? undefined : text.replace(/ *[<#].*$/, '').replaceAll('\t', ' ').trim(),
  );
}

/** The addresses of words that stand one behind the other from 0 on. */
export function addresses(words: readonly number[]): bigint[] {
  let at = 0;
  return words.map((word) => {
    const here = BigInt(at);
    at += isWide(word) ? 4 : 2;
    return here;
  });
}

/** The words that the GNU assembler makes of instructions, which it compresses where it can. */
export const gnuAssemble = (instructions: readonly string[]): number[] =>
  list(instructions).map(({ word }) => word);

interface Listed {
  readonly word: number;
  readonly text: string;
}

/** Assembles lines of one instruction each, and takes them apart again. */
function list(lines: readonly string[]): Listed[] {
  const folder = mkdtempSync(join(tmpdir(), 'instructions-'));
  try {
    const [source, object] = [join(folder, 'text.s'), join(folder, 'text.o')];
    writeFileSync(source, `${lines.join('\n')}\n`);
    execFileSync('riscv64-unknown-elf-as', [`-march=${ALL}`, '-o', object, source]);
    const listing = execFileSync('riscv64-unknown-elf-objdump', ['-d', '-z', '-M', 'no-aliases,numeric', object], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const listed = [...listing.matchAll(/^ *[0-9a-f]+:\t([0-9a-f]+) +\t(.*)$/gm)];
    if (listed.length !== lines.length) throw new Error(`objdump shows ${listed.length} instructions of ${lines.length}`);
    return listed.map(([, word = '', text = '']) => ({ word: Number.parseInt(word, 16), text }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
