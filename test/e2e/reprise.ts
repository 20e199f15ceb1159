/** The command as a process of its own, from its source: nothing needs to be built. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** What `./reprise` comes to. */
export const command = [process.execPath, '--conditions=source', join(root, 'apps/cli/src/main.ts')] as const;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Call {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Starts `reprise` with its input left open: whoever calls writes to `child.stdin` and ends it. */
export function start(args: readonly string[], cwd = root, env = process.env): Call {
  const [node, ...options] = command;
  const child = spawn(node, [...options, ...args], { cwd, env, stdio: 'pipe' });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined); // it may end without reading
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }));
  });
  return { child, outcome };
}

/** Runs `reprise` to its end with all of its input there at the start. */
export function reprise(args: readonly string[], input = '', cwd = root): Promise<Outcome> {
  const { child, outcome } = start(args, cwd);
  child.stdin?.end(input);
  return outcome;
}

/** A folder for the files of one spec. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'reprise-e2e-'));

  file(name: string): string {
    return join(this.path, name);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
