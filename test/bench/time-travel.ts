/**
 * What going back in a recorded boot of Linux costs under a debugger, on this machine and now, and beside QEMU's record and replay:
 *
 *     node test/bench/time-travel.ts [--steps N] [--no-qemu]
 *
 * From a packet of gdb's protocol to the answer: on the clock, and of the processor time of the process that serves it, which says most on a
 * machine that has other things to do. Nothing here passes or fails. The project must be built.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { tool } from '../find-tool.ts';
import { recordOurs, recordQemus, type Debuggee } from './debuggee.ts';

const { values } = parseArgs({ options: { steps: { type: 'string', default: '20' }, 'no-qemu': { type: 'boolean', default: false } } });
const steps = Number(values.steps);
if (!Number.isInteger(steps) || steps < 1) throw new Error(`--steps: expected an integer from 1 on, got '${values.steps}'`);

/** Where to go back from, early and late; and what was called some million instructions before: once, and again and again. */
const instants = [
  { icount: 19_000_000, before: 'start_kernel' },
  { icount: 80_000_000, before: 'riscv_timer_interrupt' },
];

const symbols = gunzipSync(readFileSync(join(import.meta.dirname, '../../guests/linux/System.map.gz'))).toString('latin1');
const addressOf = (name: string): string => new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(symbols)?.[1] ?? '';

interface Cost {
  readonly wall: number;
  readonly processor: number;
}

/** Longer than that is taken for ever. */
const LONGEST_MS = 120_000;

/** What a packet costs until it is answered; undefined if it is not. */
async function costOf(debuggee: Debuggee, packet: string): Promise<Cost | undefined> {
  const processor = debuggee.processorMs();
  const start = performance.now();
  const answer = await Promise.race([debuggee.client.ask(packet), setTimeout(LONGEST_MS, undefined, { ref: false })]);
  if (answer === undefined) return undefined;
  if (!answer.startsWith('T05')) throw new Error(`${debuggee.name} answers '${answer}' to '${packet}'`);
  return { wall: performance.now() - start, processor: debuggee.processorMs() - processor };
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`.padStart(9);
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** Goes to an instant and back from there. */
async function measure(debuggee: Debuggee, { icount, before }: (typeof instants)[number]): Promise<void> {
  const show = async (what: string, cost: Cost | undefined): Promise<void> => {
    const figures = cost ? `processor ${ms(cost.processor)}  clock ${ms(cost.wall)}  at ${await debuggee.icount()}` : `no answer within ${LONGEST_MS / 1000} s`;
    process.stdout.write(`${debuggee.name.padEnd(8)} from ${icount / 1e6} M: ${what.padEnd(46)} ${figures}\n`);
  };
  await debuggee.goTo(icount);
  await show('reverse-stepi, the first', await costOf(debuggee, 'bs'));
  const more: Cost[] = [];
  for (let step = 0; step < steps; step++) more.push((await costOf(debuggee, 'bs')) ?? { wall: NaN, processor: NaN });
  await show(`reverse-stepi, the next ${steps}, median`, { wall: median(more.map(({ wall }) => wall)), processor: median(more.map(({ processor }) => processor)) });
  const breakpoint = `0,${addressOf(before)},2`;
  await debuggee.client.ask(`Z${breakpoint}`);
  await show(`reverse-continue to ${before}`, await costOf(debuggee, 'bc'));
  await debuggee.client.ask(`z${breakpoint}`);
  await show('reverse-continue to the start', await costOf(debuggee, 'bc'));
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
try {
  process.stdout.write(`${cpus()[0]?.model.trim() ?? ''}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}\n`);
  const qemu = values['no-qemu'] ? undefined : tool('qemu-system-riscv64');
  for (const start of [recordOurs(folder), ...(qemu === undefined ? [] : [recordQemus(qemu, folder)])]) {
    for (const instant of instants) {
      const debuggee = await start();
      try {
        await measure(debuggee, instant);
      } finally {
        debuggee.end();
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
