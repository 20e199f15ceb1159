/** A process that hosts one VM, once its worker says which. It ends with the run, or with the worker. */
import { openStore } from '@reprise/store';
import { SnapshotService } from '@reprise/vm-host';
import { ImageFolder } from '@reprise/vm-host/recordings';
import { OptionError } from '@reprise/options';
import { HostedRun } from './vm/hosted-run.ts';
import type { ToVm, VmHost } from './vm/messages.ts';
import { RunOpener, type Stores } from './vm/open-run.ts';
import { ParentPort } from './vm/parent-port.ts';
import { reproduce } from './vm/reproduce.ts';
import { StoredBytes } from './vm/stored-bytes.ts';

// Ctrl-C at a terminal is for the worker, which lets its runs go in order.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

type Begin = Extract<ToVm, { kind: 'begin' }>;

let stores: Promise<Stores> | undefined;
let hosted: HostedRun | undefined;
/** What came before the run was there. */
const early: ToVm[] = [];

const port = new ParentPort((message) => {
  if (message.kind === 'host') stores = openStores(message.host);
  else if (message.kind === 'begin') void begin(message);
  else if (hosted) pass(hosted, message);
  else early.push(message);
});

function pass(run: HostedRun, message: ToVm): void {
  if (message.kind === 'command') run.command(message.command);
  if (message.kind === 'release') run.release();
}

async function begin(message: Begin): Promise<void> {
  try {
    await run(message);
    await port.sendLast({ kind: 'done' });
    process.exit(0);
  } catch (error) {
    await port.sendLast({ kind: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    process.exit(1);
  }
}

/** The thread for snapshots starts meanwhile. What is wrong with the store is told when a run begins. */
async function openStores({ store: address, images, guests }: VmHost): Promise<Stores> {
  const snapshots = new SnapshotService(address);
  const store = openStore(address);
  return { store, images: new ImageFolder(images, store), snapshots, guests };
}

async function run({ assignment, takeover }: Begin): Promise<void> {
  const opened = await stores;
  if (!opened) throw new Error('the host is said before a run begins');
  if (assignment.task === 'repro') {
    const opener = new RunOpener(opened, { console: { write: () => {} }, options: {}, stored: new StoredBytes(0) });
    const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
    await port.report({ kind: 'reproduced', body: await reproduce(assignment, opened, opener, { breathe }) });
    return;
  }
  const opening = new HostedRun(port, assignment, opened);
  try {
    await opening.open();
  } catch (error) {
    if (assignment.head !== null || !(error instanceof OptionError)) throw error;
    const end = { reason: 'job-invalid', exitCode: null, state: null, icount: 0, consoleBytes: 0, consoleSha256: null, message: error.message };
    await port.report({ kind: 'end', body: { state: 'failed', head: null, end, crash: null, artefacts: [], answers: [] } });
    return;
  }
  if (takeover !== null && !(await isTakenOver(opening, takeover))) return;
  hosted = opening;
  for (const message of early.splice(0)) pass(opening, message);
  await opening.toEnd();
}

/** Is this the state that the run was left in, and the run this worker's now? */
async function isTakenOver(opening: HostedRun, state: string): Promise<boolean> {
  const found = opening.digest();
  if (found !== state) throw new Error(`the state that was restored is ${found}, not ${state}`);
  return (await port.report({ kind: 'takeover', state })) === null;
}
