/** The thread that takes, stores and brings snapshots: what `SnapshotService` starts. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openStore, Packs, StoreError, type ObjectStore } from '@reprise/store';
import { Heartbeat } from './heartbeat.ts';
import type { Command, ErrorData, Report, ThreadData } from './messages.ts';
import type { Question } from './questions.ts';
import { rehearse } from './rehearsal.ts';
import { RunArchive } from './run-archive.ts';
import { Cell } from './shared-state.ts';
import { threadFileSystem } from './thread-file-system.ts';
import { Turns } from './turns.ts';

const { store: address, storeModule, heartbeat: beats } = workerData as ThreadData; // what SnapshotService gives
const port = ownPort();
const heartbeat = new Heartbeat(beats);
heartbeat.start();
const turns = new Turns(heartbeat);
const archives = new Map<number, RunArchive>();

function ownPort(): MessagePort {
  if (!parentPort) throw new Error('to be started as a thread');
  return parentPort;
}

const report = (message: Report): void => port.postMessage(message, []);

const asData = (error: unknown): ErrorData => ({
  name: error instanceof Error ? error.name : 'Error',
  message: error instanceof Error ? error.message : String(error),
  code: error instanceof StoreError ? error.code : undefined,
  key: error instanceof StoreError ? error.key : undefined,
  hash: error instanceof StoreError && 'hash' in error && typeof error.hash === 'string' ? error.hash : undefined,
});

async function open(): Promise<ObjectStore> {
  if (storeModule === undefined) return openStore(address, { files: threadFileSystem(turns) });
  const module = (await import(storeModule)) as { readonly openStore: (address: string) => ObjectStore }; // what ThreadData says of it
  return module.openStore(address);
}

function attach(packs: Packs, command: Extract<Command, { readonly kind: 'attach' }>): void {
  const { run, questions, shared } = command;
  const archive = new RunArchive(packs, turns, command);
  archives.set(run, archive);
  const cells = new Int32Array(shared.cells);
  questions.on('message', (question: Question) => {
    turns.interrupt();
    void archive.answer(question).then((answer) => {
      turns.interrupt();
      questions.postMessage(answer, []);
      Atomics.add(cells, Cell.ANSWERED, 1);
      Atomics.notify(cells, Cell.ANSWERED);
    });
  });
}

async function perform(archive: RunArchive, command: Exclude<Command, { readonly kind: 'attach' }>): Promise<void> {
  switch (command.kind) {
    case 'detach':
      archive.stopFilling();
      archives.delete(command.run);
      return;
    case 'describe':
      return archive.describe(command.configuration, command.disks);
    case 'take':
      return report({ kind: 'taken', call: command.call, taken: await archive.take(command) });
    case 'open':
      return report({ kind: 'opened', call: command.call, opened: await archive.open(command.id) });
    case 'fill':
      if (await archive.fill(command.readAhead)) report({ kind: 'filled', run: command.run });
      return;
    case 'stop-filling':
      return archive.stopFilling();
  }
}

async function serve(): Promise<void> {
  const packs = new Packs(await open());
  port.on('message', (command: Command) => {
    if (command.kind === 'attach') return attach(packs, command);
    const archive = archives.get(command.run);
    if (!archive) return;
    perform(archive, command).catch((error: unknown) => {
      if ('call' in command) report({ kind: 'failed', call: command.call, error: asData(error) });
      // what could not be filled in is asked for when it is touched, and is an error then
    });
  });
  await rehearse(turns);
  report({ kind: 'ready' });
}

void serve();
