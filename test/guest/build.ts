/** The guest programs as files: ELF images, built when they are out of date, and what they are expected to print. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;

/** Builds what is out of date (all programs unless some are named), which needs riscv64-unknown-elf-gcc. */
export const buildGuests = (...names: readonly string[]): void => {
  try {
    execFileSync(join(here, 'build.sh'), names, { stdio: 'pipe' });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`the guest programs do not build:\n${said}`, { cause: error });
  }
};

/** The path of a program's ELF image. */
export const elfOf = (name: string): string => join(here, 'build', `${name}.elf`);

export const expectedFile = (name: string): string => join(here, 'expected', `${name}.txt`);

/** What a program writes to its console. */
export const expectedOutput = (name: string): string => readFileSync(expectedFile(name), 'latin1');
