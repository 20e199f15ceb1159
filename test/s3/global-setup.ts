/**
 * One S3 server for all specs of a run of the tests, started when the first asks for it: they are processes of their own, so they ask over
 * HTTP. It goes when the run ends, or dies.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers GET with what an S3Server is, once it is there. */
    readonly s3Starter: string;
  }
}

interface Started {
  readonly child: ChildProcess;
  /** JSON of an S3Server. */
  readonly answer: Promise<string>;
}

function start(): Started {
  const child = spawn(process.execPath, [fileURLToPath(new URL('serve.ts', import.meta.url))], { stdio: ['pipe', 'pipe', 'pipe'] });
  const answer = new Promise<string>((resolve, reject) => {
    const errors: string[] = [];
    child.stderr.on('data', (text: Buffer) => errors.push(String(text)));
    child.stdout.once('data', (line: Buffer) => resolve(String(line)));
    child.once('error', reject).once('exit', (status) => reject(new Error(`the S3 server ended with ${status}\n${errors.join('')}`)));
  });
  return { child, answer };
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Started | undefined;
  const starter = createServer((_request, response) => {
    started ??= start();
    started.answer.then((text) => response.end(text), (error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => starter.listen(0, '127.0.0.1', resolve));
  starter.unref();
  const address = starter.address();
  if (typeof address !== 'object' || address === null) throw new Error('the starter of the S3 server has no port');
  project.provide('s3Starter', `http://127.0.0.1:${address.port}/`);
  return async () => {
    starter.close();
    if (started) await stop(started);
  };
}

async function stop({ child }: Started): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}
