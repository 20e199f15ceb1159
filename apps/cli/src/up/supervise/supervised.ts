import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ComponentFailed, type Component } from './component.ts';
import { lastLines, rotate } from './log-file.ts';

const POLL_MS = 50;
const READY_MS = 120_000;
const LEAST_PAUSE_MS = 200;
const MOST_PAUSE_MS = 10_000;
/** One that has lived so long has not failed at its start. */
const STEADY_MS = 30_000;

export interface Watchers {
  readonly onStart: (name: string, pid: number) => void;
  /** It ended though nobody had asked it to, and is started again. */
  readonly onCrash: (name: string, how: string, pauseMs: number) => void;
}

/** Keeps a process running: one that ends by itself is started again, after a pause that grows while it fails at once. */
export class Supervised {
  readonly component: Component;
  readonly #watchers: Watchers;
  readonly #stopping = new AbortController();
  #child: ChildProcess | null = null;
  #exited: Promise<string> = Promise.resolve('');
  #kept: Promise<void> = Promise.resolve();

  constructor(component: Component, watchers: Watchers) {
    this.component = component;
    this.#watchers = watchers;
  }

  /** Starts it, waits until it serves, and keeps it running from then on. @throws ComponentFailed with the end of its log; the reason of `cancel` */
  async start(cancel: AbortSignal): Promise<void> {
    rotate(this.component.log);
    this.#spawn();
    await this.#untilReady(cancel);
    this.#kept = this.#keep();
  }

  /** Asks it to end, with SIGTERM; what has not ended after `graceMs`, or when `hurry` is aborted, is killed with all that it has started. */
  async stop(graceMs: number, hurry: AbortSignal): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child && isRunning(child)) {
      child.kill('SIGTERM');
      const over = new AbortController();
      const patience = delay(graceMs, undefined, { signal: AbortSignal.any([hurry, over.signal]), ref: false }).catch(() => undefined);
      await Promise.race([this.#exited, patience]);
      over.abort();
      if (isRunning(child)) killGroup(child);
      await this.#exited;
    }
    await this.#kept;
  }

  #spawn(): void {
    const { command: [program, ...args], environment, log, hasChannel, name } = this.component;
    const output = openSync(log, 'a', 0o600);
    // A group of its own: Ctrl-C on our terminal is for us alone, who stop things in their order.
    const child = spawn(program, args, { env: environment, detached: true, stdio: ['ignore', output, output, ...(hasChannel ? ['ipc' as const] : [])] });
    closeSync(output);
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(signal === null ? `ended with status ${code}` : `was ended by ${signal}`));
      child.once('error', (error) => resolve(`cannot be run: ${error.message}`));
    });
    if (child.pid !== undefined) this.#watchers.onStart(name, child.pid);
  }

  async #untilReady(cancel: AbortSignal): Promise<void> {
    const { name, log, isReady } = this.component;
    let how: string | undefined;
    void this.#exited.then((text) => (how = text));
    const deadline = performance.now() + READY_MS;
    while (!(await isReady())) {
      if (how !== undefined) throw new ComponentFailed(`${name} ${how}${lastLines(log)}`);
      if (performance.now() > deadline) throw new ComponentFailed(`${name} does not come to serve${lastLines(log)}`);
      await delay(POLL_MS);
      cancel.throwIfAborted();
    }
  }

  async #keep(): Promise<void> {
    let pauseMs = LEAST_PAUSE_MS;
    while (!this.#stopping.signal.aborted) {
      const started = performance.now();
      const how = await this.#exited;
      if (this.#stopping.signal.aborted) return;
      if (performance.now() - started > STEADY_MS) pauseMs = LEAST_PAUSE_MS;
      this.#watchers.onCrash(this.component.name, how, pauseMs);
      await delay(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, MOST_PAUSE_MS);
      if (!this.#stopping.signal.aborted) this.#spawn();
    }
  }
}

const isRunning = (child: ChildProcess): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
