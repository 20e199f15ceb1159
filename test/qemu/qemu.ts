/** Runs of Debian's qemu-system-riscv64: the peer that tests compare with. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from '../find-tool.ts';

export interface QemuRun {
  /** Beside those for a console on stdio with no monitor and no display. */
  readonly args: readonly string[];
  /** What is typed at the console, all of it at the start. */
  readonly input?: string;
  /** When a run that hangs is ended. Milliseconds. */
  readonly timeoutMs?: number;
}

export interface QemuResult {
  /** QEMU's exit status, which is the guest's; undefined where QEMU was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  /** What the guest wrote to its console, bytes as Latin-1. */
  readonly console: string;
  /** What QEMU itself said. */
  readonly errors: string;
}

/** QEMU 7.2's CPU with the extensions that it shares with ours. It lacks Zicond, Zicbom and Zicboz. */
export const qemuCpu: Readonly<Record<string, boolean>> = { h: false, sstc: true, svinval: true, svnapot: true };

/** The value of `-cpu`: the usual properties, with some changed. */
export const cpuOption = (changed: Readonly<Record<string, boolean>> = {}): string =>
  ['rv64', ...Object.entries({ ...qemuCpu, ...changed }).map(([name, on]) => `${name}=${on ? 'on' : 'off'}`)].join(',');

/** Calls `work` with the path of an empty folder that is gone afterwards. */
export const inScratchFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-qemu-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const run = async (program: string, { args, input = '', timeoutMs = 60_000 }: QemuRun, output: number): Promise<Omit<QemuResult, 'console'>> => {
  const child = spawn(program, ['-display', 'none', '-monitor', 'none', '-serial', 'stdio', ...args], { stdio: ['pipe', output, 'pipe'] });
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin?.on('error', () => undefined); // a guest may end before it has read its input
  child.stdin?.end(input);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  try {
    const exitCode = await new Promise<number | undefined>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? undefined));
    });
    return { exitCode, timedOut, errors: Buffer.concat(errors).toString('utf8') };
  } finally {
    clearTimeout(timer);
  }
};

export const runQemu = async (options: QemuRun): Promise<QemuResult> => {
  const program = tool('qemu-system-riscv64');
  if (program === undefined) throw new Error('qemu-system-riscv64 is missing (Debian: qemu-system-misc)');
  return inScratchFolder(async (folder) => {
    // A file takes all that the guest writes; QEMU drops what a pipe with a slow reader does not.
    const path = join(folder, 'console');
    const output = openSync(path, 'w');
    const result = await run(program, options, output).finally(() => closeSync(output));
    return { ...result, console: readFileSync(path, 'latin1') };
  });
};
