import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsoleLog } from '@reprise/replay';
import type { Run } from '@reprise/vm';
import { loadRecordings, prepareRun, type Boot, type PreparedRun, type RunConfiguration } from '@reprise/vm-host';
import { program } from '../replay/boards.ts';
import type { BenchCase } from './run-cases.ts';
import { median, milliseconds, processorMs, spread, threadsMs } from './statistics.ts';

const { FolderRecording, OpenedRecording } = await loadRecordings();

const MIB = 2 ** 20;
const BILLION = 1e9;
/** Instructions between two looks at what else there is to do. */
const SLICE = 5_000_000;

/** A guest that is never done. */
interface Guest {
  readonly name: string;
  readonly boot: (folder: string) => Boot;
  /** Instructions until it is at what it does all the time. */
  readonly warm: number;
}

/** Files come and go, processes start and end. */
const linux: Guest = {
  name: 'linux',
  boot: () => ({ kind: 'linux', command: 'while true; do for i in 1 2 3; do dd if=/dev/urandom of=/tmp/f$i bs=64k count=8; md5sum /tmp/f$i; ls -lR /proc/self; done; done >/dev/null 2>&1' }),
  warm: 100_000_000,
};

const COMPUTE = program(`
  li a1, 0x80100000
loop: addi a0, a0, 1
  mul a2, a0, a0
  xor a3, a3, a2
  srli a4, a3, 7
  add a3, a3, a4
  sd a3, 0(a1)
  j loop
`);

/** Only computes, and stores to one word. */
const compute: Guest = {
  name: 'compute',
  boot: (folder) => {
    const file = join(folder, 'program');
    writeFileSync(file, COMPUTE.bytes);
    return { kind: 'kernel', kernel: file, bios: 'none' };
  },
  warm: SLICE,
};

const configurationOf = (guest: Guest, folder: string): RunConfiguration => ({
  machine: 'virt', machineProperties: {}, cpu: 'rv64', memory: 256 * MIB, smp: 1,
  boot: guest.boot(folder), guests: join(import.meta.dirname, '../../guests'), append: 'console=ttyS0 quiet loglevel=3', quietFirmware: true,
  drives: [], devices: [], globals: [], seed: 1n, rtcStart: 1_700_000_000, icountShift: 0, engine: 'interp', stopAtReset: true,
});

interface Runner {
  runUntil(limits: { readonly icount: number }): unknown;
}

/** Runs on by so many instructions as a session does: what others have to do in this thread gets its turn. */
async function goOn(run: Run, runner: Runner, instructions: number): Promise<void> {
  const end = run.icount + instructions;
  while (run.icount < end) {
    await runner.runUntil({ icount: Math.min(end, run.icount + SLICE) });
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

/** In ms. */
interface Cost {
  readonly wall: number;
  /** Processor time of the thread that runs the guest, and of both threads. */
  readonly own: number;
  readonly both: number;
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const [wall, own, both] = [performance.now(), processorMs(), threadsMs()];
  await work();
  return { wall: performance.now() - wall, own: processorMs() - own, both: threadsMs() - both };
}

const prepare = (guest: Guest, folder: string, log: ConsoleLog): Promise<PreparedRun> => prepareRun(configurationOf(guest, folder), { console: log });

/** The cost of so many instructions, plain or recorded with what is usual; where the recording was made, if it was. */
async function measured(guest: Guest, folder: string, instructions: number, recordIn: string | null): Promise<Cost> {
  const log = new ConsoleLog();
  using prepared = await prepare(guest, folder, log);
  const { run } = prepared;
  if (recordIn === null) {
    await goOn(run, run, guest.warm);
    return costOf(() => goOn(run, run, instructions));
  }
  await using recording = await FolderRecording.begin(recordIn, configurationOf(guest, folder), prepared, { console: log });
  await goOn(run, recording, guest.warm);
  const cost = await costOf(() => goOn(run, recording, instructions));
  await recording.finish({ reason: 'quit', exitCode: null });
  return cost;
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

const overhead = (guest: Guest, billions: number): BenchCase => ({
  name: `overhead-${guest.name}`,
  measure: async (folder, count) => {
    const pairs: { readonly plain: Cost; readonly recorded: Cost }[] = [];
    let lines: string[] = [];
    for (let pair = 0; pair < count; pair++) {
      const path = join(folder, `recording${pair}`);
      const inOrder = pair % 2 === 0;
      const first = await measured(guest, folder, billions * BILLION, inOrder ? null : path);
      const second = await measured(guest, folder, billions * BILLION, inOrder ? path : null);
      pairs.push(inOrder ? { plain: first, recorded: second } : { plain: second, recorded: first });
      const { recording } = await OpenedRecording.open(path);
      const bytes = recording.segments.reduce((sum, segment) => sum + segment.bytes, 0);
      lines = [`log ${bytes} bytes for ${recording.end.icount} instructions, ${Math.round((bytes * BILLION) / recording.end.icount)} for a billion; ${recording.keyframes.length} keyframes`];
    }
    const ratio = (of: (cost: Cost) => number): string => percent(median(pairs.map(({ plain, recorded }) => of(recorded) / of(plain))) - 1);
    const rate = (billions * 1e6) / median(pairs.map(({ plain }) => plain.own));
    return [`overhead ${ratio(({ own }) => own)} of the guest's thread, ${ratio(({ both }) => both)} with that of the snapshots, ${ratio(({ wall }) => wall)} on the clock (${count} pairs of ${billions} billion instructions, ${rate.toFixed(0)} MIPS)`, ...lines];
  },
});

export const overheadCases: readonly BenchCase[] = [overhead(linux, 2), overhead(compute, 2)];

/** Numbers below a limit that look random and are the same each time. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * limit);
  };
}

/** Goes to instants of a long recording in no order; from each a step back. */
const seeks = (guest: Guest, billions: number): BenchCase => ({
  name: `seek-${guest.name}-${billions}G`,
  measure: async (folder, count) => {
    const path = join(folder, 'recording');
    await measured(guest, folder, billions * BILLION - guest.warm, path);
    const opened = await OpenedRecording.open(path);
    const { recording } = opened;
    const { keyframes, end } = recording;
    const gaps = keyframes.map(({ icount }, index) => (keyframes[index + 1]?.icount ?? end.icount) - icount);
    using prepared = opened.makeRun({ console: { write: () => {} } });
    const replayer = await opened.replay(prepared);
    const random = randomOf(7);
    const [seeking, executed, back] = [[] as number[], [] as number[], [] as number[]];
    for (let seek = 0; seek < count; seek++) {
      const to = random(end.icount);
      executed.push(to - (recording.keyframeAt({ icount: to, time: 0 })?.icount ?? 0));
      seeking.push((await costOf(() => replayer.seek(to))).wall);
      back.push((await costOf(() => replayer.reverseStep())).wall);
    }
    const million = (value: number): string => `${(value / 1e6).toFixed(0)} M`;
    return [
      `${end.icount} instructions recorded; ${keyframes.length} keyframes, no instant more than ${Math.max(...gaps)} instructions behind one`,
      spread(`${count} seeks to random instants:`, seeking, milliseconds),
      spread('instructions executed for one:', executed, million),
      spread('a step back from there:', back, milliseconds),
    ];
  },
});

export const seekCases: readonly BenchCase[] = [seeks(linux, 10)];
