/** The oracle's runner on our engine: the board `virt` from reset to power-off, cases in its RAM before and results after. */
import { readFileSync } from 'node:fs';
import { createMachine, machineRegistry } from '@reprise/machine';
import type { RamBlock } from '@reprise/memory';
import { parseCpuOption } from '@reprise/riscv';
import { Run } from '@reprise/vm';
import { sha256 } from '@reprise/vm-host';
import type { OracleCase, OracleResult } from '../../qemu/oracle/case.ts';
import { decodeResults } from '../../qemu/oracle/decode.ts';
import { encodeCases, type Batch } from '../../qemu/oracle/encode.ts';
import { casesAt, ram, ramEnd, resultsAt } from '../../qemu/oracle/layout.ts';
import { OracleStuck, runnerElf } from '../../qemu/oracle/run.ts';

/** A case that takes as long does not end: it takes a few thousand for what the runner does. */
const STEPS_OF_A_CASE = 1_000_000;

export class EngineRunner {
  readonly #run: Run;
  readonly #ram: RamBlock;

  /** `cpu`: as `-cpu` takes it. By default what QEMU 7.2 has too, and cache block management, whose bits of envcfg QEMU keeps without it. */
  constructor(cpu = 'rv64,zicond=off', tier: 'interp' | 'reference' = 'interp') {
    const registry = machineRegistry();
    const path = runnerElf();
    const configuration = {
      machine: 'virt', cpu: parseCpuOption(registry, cpu), memory: ramEnd - ram, smp: 1, bios: 'none' as const,
      kernel: { name: path, bytes: readFileSync(path) }, seed: 0n, rtcStart: 0,
    };
    this.#run = new Run({
      createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends: {}, sha256, trace: null }),
      hash: sha256,
      tier,
    });
    const block = this.#run.machine.ramBlocks.find(({ size }) => size === ramEnd - ram);
    if (!block) throw new Error('the board has no RAM of that size');
    this.#ram = block;
  }

  /** The results of cases, in order. Throws OracleStuck with the first case that does not end. */
  runCases(cases: readonly OracleCase[]): OracleResult[] {
    const results: OracleResult[] = [];
    for (const batch of encodeCases(cases)) results.push(...this.#runBatch(batch, results.length));
    return results;
  }

  #runBatch(batch: Batch, first: number): OracleResult[] {
    const run = this.#run;
    if (run.state.current === 'shutdown') run.state.set('paused');
    run.reset();
    this.#ram.writeBytes(casesAt - ram, batch.bytes);
    this.#ram.writeBytes(resultsAt - ram, new Uint8Array(16));
    const reason = this.#runToEnd();
    const bytes = new Uint8Array(ramEnd - resultsAt);
    this.#ram.readBytes(resultsAt - ram, bytes);
    const results = decodeResults(bytes, batch.cases);
    if (results.length < batch.cases.length) throw new OracleStuck(first + results.length, `the engine stopped: ${reason}`);
    return results;
  }

  /** Runs until the runner powers off, or one case takes too long. */
  #runToEnd(): string {
    for (let complete = -1n; ;) {
      const stop = this.#run.runUntil({ icount: this.#run.icount + STEPS_OF_A_CASE });
      if (stop.reason === 'internal-error') throw stop.error;
      const now = this.#ram.read64(resultsAt + 8 - ram);
      if (stop.reason !== 'limit' || now === complete) return stop.reason;
      complete = now;
    }
  }
}
