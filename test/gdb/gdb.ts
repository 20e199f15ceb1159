import { spawn } from 'node:child_process';
import type { GdbTarget } from '@reprise/gdb';
import { GdbServer } from '@reprise/vm-host';

/** Attaches Debian's gdb to a target, lets it carry out commands, and gives what it printed. */
export async function gdb(target: GdbTarget, commands: readonly string[], symbols?: string): Promise<string> {
  const server = await GdbServer.listen(target, 0);
  const prelude = ['set pagination off', 'set confirm off', 'set architecture riscv:rv64', `target remote 127.0.0.1:${server.port}`];
  const scripts = [...prelude, ...commands].flatMap((command) => ['-ex', command]);
  const process = spawn('gdb-multiarch', ['-nx', '-batch', ...scripts, ...(symbols ? [symbols] : [])], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  process.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  process.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = new Promise<void>((resolve) => process.on('close', () => resolve()));
  try {
    await Promise.race([server.session(), exited]);
    await exited;
  } finally {
    server.close();
  }
  return output;
}
