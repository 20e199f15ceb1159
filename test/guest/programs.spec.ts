import { existsSync, readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runOnQemu } from '../qemu/guest-program.ts';
import { needsTool } from '../tools.ts';
import { buildGuests, elfOf, expectedFile, expectedOutput } from './build.ts';
import { guestPrograms } from './programs.ts';

describe('the table of guest programs', () => {
  it('has every program', () => {
    const sources = readdirSync(import.meta.dirname).filter((file) => ['.c', '.S'].includes(extname(file)));
    expect(guestPrograms.map(({ name }) => name).toSorted()).toEqual(sources.map((file) => basename(file, extname(file))).toSorted());
  });

  it('has the output of every program that ends', () => {
    const missing = guestPrograms.filter(({ name, endless }) => (endless === undefined) !== existsSync(expectedFile(name)));
    expect(missing).toEqual([]);
  });
});

needsTool('qemu-system-riscv64', 'riscv64-unknown-elf-gcc')('guest programs on QEMU', () => {
  beforeAll(() => buildGuests());

  const compared = guestPrograms.filter(({ endless, qemuDiffers }) => endless === undefined && qemuDiffers === undefined);
  it.concurrent.each(compared)('$name', async (program) => {
    const result = await runOnQemu(program, elfOf(program.name));
    expect({ console: result.console, exitCode: result.exitCode }).toEqual({
      console: expectedOutput(program.name),
      exitCode: program.exitCode ?? 0,
    });
  });
});
