import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GdbClient } from './gdb-client.ts';

const root = join(import.meta.dirname, '../..');
const guests = join(root, 'guests');
const APPEND = 'console=ttyS0 quiet loglevel=3 CMD="true"';

/** A recorded boot of Linux that is executed again under a debugger. */
export interface Debuggee {
  readonly name: string;
  readonly client: GdbClient;
  /** Goes forward to an instruction. */
  goTo(icount: number): Promise<void>;
  icount(): Promise<number>;
  /** Milliseconds of processor time that its process has taken so far, all threads. */
  processorMs(): number;
  end(): void;
}

abstract class Process implements Debuggee {
  abstract readonly name: string;
  readonly client: GdbClient;
  readonly #process: ChildProcess;

  constructor(process: ChildProcess, client: GdbClient) {
    this.#process = process;
    this.client = client;
  }

  abstract goTo(icount: number): Promise<void>;
  abstract icount(): Promise<number>;

  /** The first number of a thread's schedstat: its time on a processor in ns (Linux, Documentation/scheduler/sched-stats.rst). */
  processorMs(): number {
    const tasks = `/proc/${this.#process.pid}/task`;
    return readdirSync(tasks).reduce((sum, task) => sum + Number(readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]) / 1e6, 0);
  }

  end(): void {
    this.client.close();
    this.#process.kill('SIGKILL');
  }
}

class Ours extends Process {
  readonly name = 'Reprise';

  async goTo(icount: number): Promise<void> {
    await this.client.monitor(`seek ${icount}`);
  }

  async icount(): Promise<number> {
    return Number(/icount (\d+)/.exec(await this.client.monitor('icount'))?.[1]);
  }
}

class Qemu extends Process {
  readonly name = 'QEMU';

  async goTo(icount: number): Promise<void> {
    await this.client.monitor(`replay_break ${icount}`);
    await this.client.ask('c');
    await this.client.monitor('replay_delete_break');
  }

  async icount(): Promise<number> {
    return Number(/instruction count = (\d+)/.exec(await this.client.monitor('info replay'))?.[1]);
  }
}

/** Executes again what was recorded, from its start. */
export type Start = () => Promise<Debuggee>;

/** Records a boot. The project must be built. */
export function recordOurs(folder: string): Start {
  const main = join(root, 'apps/cli/bundle/start.js');
  const recording = join(folder, 'recording');
  const { status, stderr } = spawnSync(process.execPath, [main, 'run', '--append', APPEND, '--record', recording], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`reprise run: ${stderr}`);
  return () => serveOurs(main, recording);
}

async function serveOurs(main: string, recording: string): Promise<Debuggee> {
  const child = spawn(process.execPath, [main, 'gdb', recording, '--at', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, digits] = /127\.0\.0\.1:(\d+)/.exec(said) ?? [];
      if (digits !== undefined) resolve(Number(digits));
    });
    child.on('exit', () => reject(new Error('reprise gdb has ended')));
  });
  return new Ours(child, await GdbClient.connect(port));
}

/** The same with QEMU's record and replay, which keeps the state at the start as a snapshot in an image. */
export function recordQemus(program: string, folder: string): Start {
  const [image, disk, log] = ['Image', 'states.qcow2', 'log'].map((name) => join(folder, name));
  writeFileSync(image ?? '', gunzipSync(readFileSync(join(guests, 'linux/Image.gz'))));
  writeFileSync(disk ?? '', emptyQcow2());
  const files = ['-bios', join(guests, 'opensbi/fw_dynamic.bin'), '-kernel', image ?? '', '-initrd', join(guests, 'initramfs/initramfs.cpio.gz')];
  const machine = ['-M', 'virt', '-m', '256M', '-display', 'none', '-monitor', 'none', '-serial', 'null', '-net', 'none', ...files, '-append', APPEND, '-drive', `file=${disk},if=none,id=states`];
  const icount = (mode: string): string[] => ['-icount', `shift=0,rr=${mode},rrfile=${log},rrsnapshot=init`];
  const { status } = spawnSync(program, [...machine, ...icount('record')], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
  if (status !== 0) throw new Error('QEMU has not recorded');
  return () => serveQemus(program, [...machine, ...icount('replay')]);
}

async function serveQemus(program: string, options: readonly string[]): Promise<Debuggee> {
  const port = await freePort();
  const child = spawn(program, [...options, '-S', '-gdb', `tcp:127.0.0.1:${port}`], { stdio: 'ignore' });
  for (let attempt = 0; ; attempt++) {
    try {
      return new Qemu(child, await GdbClient.connect(port));
    } catch (error) {
      if (attempt > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const CLUSTER = 65_536;

/** An image of 64 MiB without contents (qemu, docs/interop/qcow2.txt): a header, a refcount table and block, an L1 table, a cluster each. */
function emptyQcow2(): Buffer {
  const file = Buffer.alloc(4 * CLUSTER);
  file.write('QFI\xfb', 'latin1');
  file.writeUInt32BE(3, 4); // version
  file.writeUInt32BE(16, 20); // log2 of a cluster's bytes
  file.writeBigUInt64BE(64n << 20n, 24);
  file.writeUInt32BE(1, 36); // entries of the L1 table
  file.writeBigUInt64BE(BigInt(3 * CLUSTER), 40);
  file.writeBigUInt64BE(BigInt(CLUSTER), 48);
  file.writeUInt32BE(1, 56); // clusters of the refcount table
  file.writeUInt32BE(4, 96); // log2 of a refcount's bits
  file.writeUInt32BE(104, 100); // bytes of the header
  file.writeBigUInt64BE(BigInt(2 * CLUSTER), CLUSTER);
  for (let cluster = 0; cluster < 4; cluster++) file.writeUInt16BE(1, 2 * CLUSTER + 2 * cluster);
  return file;
}
