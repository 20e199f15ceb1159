import { Backtraces, captureCrash, CrashWatch, defaultPolicy, readSymbols, SymbolTable, type CrashPolicy, type CrashRecord } from '@reprise/crash';
import { createMachine, machineRegistry, type Image, type MachineConfiguration } from '@reprise/machine';
import type { CharBackend } from '@reprise/qdev';
import { parseCpuOption } from '@reprise/riscv';
import { Run, type RunStop } from '@reprise/vm';
import { sha256 } from '@reprise/vm-host';
import { buildGuests, elfOf } from '../guest/build.ts';
import { readFileSync } from 'node:fs';

const registry = machineRegistry();

export interface ProgramOptions {
  readonly harts?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly seed?: bigint;
  /** What is typed, from the start. */
  readonly input?: string;
}

export interface WatchOptions {
  readonly policy?: CrashPolicy;
  /** Instructions that are run at a time: of any number, in turn. */
  readonly slices?: readonly number[];
  /** Instructions after which it is no use to wait for a crash. */
  readonly most?: number;
  readonly symbols?: SymbolTable;
}

export interface Watched {
  readonly run: Run;
  readonly crash: CrashRecord | undefined;
  readonly console: string;
  readonly stop: RunStop;
}

/** Runs what `make` makes, whose console is the one it is given, to its first crash, or to its end. */
export function runToCrash(make: (console: CharBackend) => Run, { policy = defaultPolicy, slices = [Infinity], most = 2e9, symbols = new SymbolTable([]) }: WatchOptions = {}): Watched {
  let console = '';
  const watch = new CrashWatch(policy);
  const run = make(watch.tap({ write: (byte) => void (console += String.fromCharCode(byte)) }));
  const backtraces = new Backtraces(run, symbols);
  watch.attach(run, backtraces);
  for (let turn = 0; ; turn++) {
    const slice = slices[turn % slices.length] ?? Infinity;
    const stop = run.runUntil({ icount: Math.min(most, watch.limit, run.icount + slice) });
    const crash = watch.stopped(stop);
    if (crash) return { run, crash: captureCrash(run, crash, backtraces, symbols), console, stop };
    if (run.icount >= most || (stop.reason !== 'limit' && stop.reason !== 'stop-request')) return { run, crash: undefined, console, stop };
  }
}

/** A guest program, alone in machine mode on the board `virt`. */
export function programRun(image: Image, console: CharBackend, { harts = 1, memory = 16 << 20, seed = 1n, input }: ProgramOptions = {}): Run {
  const configuration: MachineConfiguration = {
    machine: 'virt', cpu: parseCpuOption(registry, 'rv64'), memory, smp: harts, bios: 'none', kernel: image, seed, rtcStart: 1_700_000_000,
  };
  const run = new Run({
    createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends: { chardevs: { serial0: console } }, sha256, trace: null }),
    hash: sha256,
    stopAtReset: true,
  });
  if (input !== undefined) run.inject({ kind: 'characters', device: '/machine/soc/uart0', bytes: new TextEncoder().encode(input) });
  return run;
}

/** The image of a program of test/guest, built if it has to be, and its symbols. */
export function program(name: string): { readonly image: Image; readonly symbols: SymbolTable } {
  buildGuests(name);
  const image = { name: `${name}.elf`, bytes: readFileSync(elfOf(name)) };
  return { image, symbols: readSymbols(image) };
}
