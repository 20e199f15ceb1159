import { spawn, type ChildProcess } from 'node:child_process';
import { runCommands, RunTarget, type GdbTarget } from '@reprise/gdb';
import type { Run } from '@reprise/vm';
import { loadGdbServer, RunSession } from '@reprise/vm-host';

export interface GdbOptions {
  /** A file with symbols. */
  readonly symbols?: string;
  /** Told of the process, once it has begun. */
  readonly onStart?: (process: ChildProcess) => void;
}

/** Lets Debian's gdb attach to an address, carry out commands and leave; gives what it printed. */
export async function gdbAt(address: string, commands: readonly string[], { symbols, onStart = () => {} }: GdbOptions = {}): Promise<string> {
  const prelude = ['set pagination off', 'set confirm off', 'set architecture riscv:rv64', `target remote ${address}`];
  const scripts = [...prelude, ...commands].flatMap((command) => ['-ex', command]);
  const line = ['gdb-multiarch', '-nx', '-batch', ...scripts, ...(symbols ? [symbols] : [])];
  // what monitor commands print goes to stderr: in one stream, all is in its order
  const process = spawn('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...line], { stdio: ['ignore', 'pipe', 'ignore'] });
  onStart(process);
  let output = '';
  process.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise<void>((resolve) => process.on('close', () => resolve()));
  return output;
}

/** The same for a target. */
export async function gdb(target: GdbTarget, commands: readonly string[], options: GdbOptions = {}): Promise<string> {
  const { GdbServer } = await loadGdbServer();
  const server = await GdbServer.listen(0);
  const failures: unknown[] = [];
  server.serve(target, { onFailure: (error) => void failures.push(error) });
  const output = await gdbAt(server.address, commands, options);
  await server.close();
  if (failures.length > 0) throw new Error('serving gdb failed', { cause: failures[0] });
  return output;
}

/** The same for a live run, which ends when gdb leaves. */
export async function gdbOnRun(run: Run, commands: readonly string[], options: GdbOptions = {}): Promise<string> {
  const target = new RunTarget(run, { commands: runCommands(run, undefined) });
  const session = new RunSession(run, { outputs: [], runner: target });
  const ended = session.toEnd();
  const output = await gdb(target, commands, options);
  session.requestEnd('quit');
  await ended;
  return output;
}
