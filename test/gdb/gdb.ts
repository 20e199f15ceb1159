import { spawn } from 'node:child_process';
import { runCommands, RunTarget, type GdbTarget } from '@reprise/gdb';
import type { Run } from '@reprise/vm';
import { loadGdbServer, RunSession } from '@reprise/vm-host';

/** Lets Debian's gdb attach to an address, carry out commands and leave; gives what it printed. */
export async function gdbAt(address: string, commands: readonly string[], symbols?: string): Promise<string> {
  const prelude = ['set pagination off', 'set confirm off', 'set architecture riscv:rv64', `target remote ${address}`];
  const scripts = [...prelude, ...commands].flatMap((command) => ['-ex', command]);
  const process = spawn('gdb-multiarch', ['-nx', '-batch', ...scripts, ...(symbols ? [symbols] : [])], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  process.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  process.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise<void>((resolve) => process.on('close', () => resolve()));
  return output;
}

/** The same for a target. */
export async function gdb(target: GdbTarget, commands: readonly string[], symbols?: string): Promise<string> {
  const { GdbServer } = await loadGdbServer();
  const server = await GdbServer.listen(0);
  const failures: unknown[] = [];
  server.serve(target, { onFailure: (error) => void failures.push(error) });
  const output = await gdbAt(server.address, commands, symbols);
  await server.close();
  if (failures.length > 0) throw new Error('serving gdb failed', { cause: failures[0] });
  return output;
}

/** The same for a live run, which ends when gdb leaves. */
export async function gdbOnRun(run: Run, commands: readonly string[], symbols?: string): Promise<string> {
  const target = new RunTarget(run, { commands: runCommands(run, undefined) });
  const session = new RunSession(run, { outputs: [], runner: target });
  const ended = session.toEnd();
  const output = await gdb(target, commands, symbols);
  session.requestEnd('quit');
  target.wake();
  await ended;
  return output;
}
