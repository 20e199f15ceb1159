import { spawn } from 'node:child_process';
import type { OutputQueue } from '@reprise/vm-host';
import type { DemoCommand } from './demo-steps.ts';
import { Excerpt } from './excerpt.ts';

export interface Ran {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly seconds: number;
  /** All that it printed. */
  readonly text: string;
}

export interface Surroundings {
  /** The folder that it works in. */
  readonly folder: string;
  /** Where its excerpt goes. */
  readonly output: OutputQueue;
  readonly signal: AbortSignal;
  readonly environment?: NodeJS.ProcessEnv;
  /** Told of all that it has printed, whenever more came. */
  readonly onText?: (text: string) => void;
}

/** Executes a command as a process of its own, and shows of what it prints what is to be shown. @throws OutputClosed */
export async function runCommand({ args, input, first, last }: DemoCommand, { folder, environment = process.env, output, signal, onText }: Surroundings): Promise<Ran> {
  const started = performance.now();
  const [, main = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, main, ...args], { cwd: folder, env: environment, stdio: 'pipe', signal });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(input === undefined ? '' : `${input}\n`);
  const excerpt = new Excerpt(first, last, (line) => output.writeText(`${`   | ${line}`.trimEnd()}\n`));
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => {}); // 'close' follows
    child.on('close', resolve);
  });
  let text = '';
  const show = async (stream: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of stream) {
      text += chunk.toString('latin1');
      onText?.(text);
      excerpt.take(chunk.toString('latin1'));
      await output.flush();
    }
  };
  try {
    await Promise.all([show(child.stdout), show(child.stderr)]);
    const status = await ended;
    excerpt.end();
    await output.flush();
    return { status, seconds: (performance.now() - started) / 1000, text };
  } finally {
    child.kill();
    await ended;
  }
}
