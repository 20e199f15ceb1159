/** Cases run by QEMU: thousands in one run of the runner. */
import { closeSync, openSync, readSync, writeSync, ftruncateSync } from 'node:fs';
import { join } from 'node:path';
import { buildGuests, elfOf } from '../../guest/build.ts';
import { cpuOption, inScratchFolder, runQemu } from '../qemu.ts';
import type { OracleCase, OracleResult } from './case.ts';
import { decodeResults } from './decode.ts';
import { encodeCases, type Batch } from './encode.ts';
import { casesAt, ram, ramEnd, resultsAt } from './layout.ts';

export interface OracleOptions {
  /** CPU properties that are other than usual. */
  readonly cpu?: Readonly<Record<string, boolean>>;
  /** Harts, of which the first runs the cases; default 1. With more than one, QEMU's atomics are atomic, and fault as stores. */
  readonly harts?: number;
  /** When a batch that hangs is ended. Milliseconds; default 60,000. */
  readonly timeoutMs?: number;
}

/** A case did not end: it loops, has damaged the runner, or QEMU has crashed on it. */
export class OracleStuck extends Error {
  override readonly name = 'OracleStuck';
  /** Its place among the cases given. */
  readonly index: number;

  constructor(index: number, why: string) {
    super(`case ${index} did not end: ${why}`);
    this.index = index;
  }
}

/** Path of the runner's ELF image, for engines that run it themselves: cases at `casesAt`, results at `resultsAt`. */
export const runnerElf = (): string => {
  buildGuests('runner');
  return elfOf('runner');
};

const runBatch = (batch: Batch, first: number, elf: string, { cpu, harts = 1, timeoutMs = 60_000 }: OracleOptions): Promise<OracleResult[]> =>
  inScratchFolder(async (folder) => {
    // The guest's RAM is a file, which holds the cases before the run and the results after it.
    const path = join(folder, 'ram');
    const file = openSync(path, 'w+');
    try {
      ftruncateSync(file, ramEnd - ram);
      writeSync(file, batch.bytes, 0, batch.bytes.length, casesAt - ram);
      const memory = `memory-backend-file,id=ram,size=${ramEnd - ram},mem-path=${path},share=on`;
      const args = ['-M', 'virt,memory-backend=ram', '-object', memory, '-m', `${(ramEnd - ram) >> 20}M`, '-cpu', cpuOption(cpu), '-smp', String(harts), '-bios', 'none', '-kernel', elf];
      const { exitCode, timedOut, errors } = await runQemu({ args, timeoutMs });
      const bytes = new Uint8Array(ramEnd - resultsAt);
      readSync(file, bytes, 0, bytes.length, resultsAt - ram);
      const results = decodeResults(bytes, batch.cases);
      if (results.length < batch.cases.length) {
        throw new OracleStuck(first + results.length, timedOut ? `stopped after ${timeoutMs} ms` : `QEMU ended with ${exitCode} ${errors}`);
      }
      return results;
    } finally {
      closeSync(file);
    }
  });

/**
 * Runs cases on QEMU and returns their results, in order. Throws OracleStuck with the first case that does not end. Needs
 * qemu-system-riscv64 and riscv64-unknown-elf-gcc.
 */
export const runCases = async (cases: readonly OracleCase[], options: OracleOptions = {}): Promise<OracleResult[]> => {
  const elf = runnerElf();
  const results: OracleResult[] = [];
  for (const batch of encodeCases(cases)) results.push(...(await runBatch(batch, results.length, elf, options)));
  return results;
};
