/** A process that is killed, stopped and started again, as often as one likes. Its output goes to a file. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';

const AGAIN_MS = 500;

export interface PartOptions {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly log: string;
}

export class Part {
  readonly name: string;
  /** How often it has ended by itself, and was started again, as whoever runs a service would. */
  deaths = 0;
  readonly #options: PartOptions;
  #child: ChildProcess | undefined;
  #isWanted = false;
  /** Bytes of the log before what its process says now. */
  #logStart = 0;

  constructor(options: PartOptions) {
    this.name = options.name;
    this.#options = options;
  }

  start(): void {
    this.#isWanted = true;
    const { command, environment, log } = this.#options;
    const [program = '', ...args] = command;
    const output = openSync(log, 'a');
    this.#logStart = fstatSync(output).size;
    const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ['ignore', output, output] });
    child.on('error', () => undefined); // seen by whoever waits for it
    child.once('exit', () => {
      if (!this.#isWanted || this.#child !== child) return;
      this.deaths++;
      setTimeout(() => this.#isWanted && this.#child === child && this.start(), AGAIN_MS).unref();
    });
    this.#child = child;
    closeSync(output);
  }

  get isRunning(): boolean {
    return this.#child?.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.name} is not there`);
    return this.#child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it, and waits until it has. Answers the exit status; null where a signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#isWanted = false;
    if (!child || !this.isRunning) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  /** Processes that it has started and that are there: of a worker, its VMs. */
  children(): number[] {
    return this.isRunning ? childrenOf(this.pid) : [];
  }

  /** Whether the process that is there now has said so. */
  hasSaid(text: string): boolean {
    return readFileSync(this.#options.log).subarray(this.#logStart).includes(text);
  }

  /** The end of what it has said, for people. */
  lastWords(lines = 15): string {
    return readFileSync(this.#options.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }
}

/** `man 5 proc_pid_stat`: the second word behind the name, which is in parentheses, is the parent. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((candidate) => {
    try {
      const stat = readFileSync(`/proc/${candidate}/stat`, 'latin1');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
    } catch {
      return false; // it has just gone
    }
  });
}
