/** The guest programs on both tiers of the engine: what they print and how they end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunStop } from '@reprise/vm';
import { prepareRun, type DriveOption, type RunConfiguration } from '@reprise/vm-host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { buildGuests, elfOf, expectedOutput } from './build.ts';
import { diskBytes } from './disk.ts';
import { guestPrograms, type GuestProgram } from './programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-guest-'));
const image = join(folder, 'disk.img');

const configuration = ({ name, board = 'virt', harts = 1, cpu = {}, disk, rng }: GuestProgram, engine: RunConfiguration['engine']): RunConfiguration => {
  const drive: DriveOption = { file: image, id: 'disk', interface: 'virtio', readonly: false, snapshot: true };
  return {
    machine: board,
    machineProperties: {},
    cpu: ['rv64', ...Object.entries(cpu).map(([property, on]) => `${property}=${on ? 'on' : 'off'}`)].join(','),
    memory: 128 << 20,
    smp: harts,
    boot: { kind: 'program', file: elfOf(name) },
    guests: '',
    quietFirmware: false,
    drives: disk === undefined ? [] : [drive],
    devices: rng ? [{ type: 'virtio-rng-device', properties: {} }] : [],
    globals: [{ type: 'virtio-mmio', property: 'force-legacy', value: disk === 'legacy' ? 'on' : 'off' }],
    seed: 0n,
    rtcStart: 1_700_000_000,
    icountShift: 0,
    engine,
    stopAtReset: false,
  };
};

/** Long enough for all of them. */
const MOST_INSTRUCTIONS = 300_000_000;
/** What the reference evaluator, which is slow, executes of each: the whole of most. */
const FIRST_INSTRUCTIONS = 100_000;

interface Outcome {
  readonly end: RunStop;
  /** Bytes as Latin-1. */
  readonly console: string;
  readonly digest: string;
}

async function runProgram(program: GuestProgram, engine: RunConfiguration['engine'], icount: number): Promise<Outcome> {
  const bytes: number[] = [];
  using prepared = await prepareRun(configuration(program, engine), { console: { write: (byte) => void bytes.push(byte) } });
  const { run, consoleDevice } = prepared;
  if (program.input !== undefined && consoleDevice !== null) {
    run.inject({ kind: 'characters', device: consoleDevice, bytes: Buffer.from(program.input) });
  }
  const end = run.runUntil({ icount });
  return { end, console: Buffer.from(bytes).toString('latin1'), digest: run.digest() };
}

needsTool('riscv64-unknown-elf-gcc')('guest programs on the engine', () => {
  beforeAll(() => {
    buildGuests();
    writeFileSync(image, diskBytes());
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(guestPrograms.filter(({ endless }) => endless === undefined))('$name', async (program) => {
    const { end, console } = await runProgram(program, 'interp', MOST_INSTRUCTIONS);
    expect({ end, console }).toEqual({ end: { reason: 'shutdown', exitCode: program.exitCode ?? 0 }, console: expectedOutput(program.name) });
  });

  it.each(guestPrograms.filter(({ endless }) => endless === undefined))('$name does the same in compiled regions', async (program) => {
    expect(await runProgram(program, 'jit', MOST_INSTRUCTIONS)).toEqual(await runProgram(program, 'interp', MOST_INSTRUCTIONS));
  });

  it.each(guestPrograms)('$name has the same states on the reference evaluator', async (program) => {
    const outcome = await runProgram(program, 'reference', FIRST_INSTRUCTIONS);
    expect(outcome).toEqual(await runProgram(program, 'interp', FIRST_INSTRUCTIONS));
    expect(['limit', 'shutdown', 'idle']).toContain(outcome.end.reason);
  });
});
