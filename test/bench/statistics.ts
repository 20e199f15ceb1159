import { readdirSync, readFileSync } from 'node:fs';

/**
 * How long this thread has waited for a processor so far, in ms: what others on the machine took from it. Linux knows it to the nanosecond, and processor time only to a few
 * milliseconds. 0 on other systems.
 */
export function waitedMs(): number {
  if (process.platform !== 'linux') return 0;
  const [, waited = '0'] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
  return Number(waited) / 1e6;
}

/** Processor time of this thread so far, in ms. */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * The same of all threads of this process but those in which V8 compiles and collects garbage, a few milliseconds behind. On other systems than Linux of all threads.
 */
export function threadsMs(): number {
  if (process.platform !== 'linux') return (process.cpuUsage().user + process.cpuUsage().system) / 1000;
  const tasks = readdirSync('/proc/self/task').map((task) => `/proc/self/task/${task}`);
  const own = tasks.filter((task) => readFileSync(`${task}/comm`, 'latin1') !== 'V8Worker\n');
  return own.reduce((sum, task) => sum + Number(readFileSync(`${task}/schedstat`, 'latin1').split(' ')[0]) / 1e6, 0);
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;

const at = (sorted: readonly number[], part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;

/** The median, the 99th percentile and the largest of values, in words. */
export function spread(what: string, values: readonly number[], text: (value: number) => string): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${what} median ${text(at(sorted, 0.5))}, p99 ${text(at(sorted, 0.99))}, most ${text(at(sorted, 1))}`;
}

/** The middle of the values; of an even number of them, the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? (upper + (sorted[half - 1] ?? Number.NaN)) / 2 : upper;
}

/** The smallest of the values that at least `p` of a hundred of them do not exceed. NaN for none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** NaN for none. */
export const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));
