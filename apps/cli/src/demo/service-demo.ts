import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Service } from '@reprise/api-client';
import type { Run } from '@reprise/contracts';
import { openService } from '../client/open-service.ts';
import { projectFile } from '../project-file.ts';
import { isEnded } from '../runs/run-end.ts';
import { startStack } from '../up/start-stack.ts';
import { shellText, type DemoCommand } from './demo-steps.ts';
import { runCommand, type Ran, type Surroundings } from './run-command.ts';

const INTRODUCTION = `Reprise runs whole machines, 64-bit RISC-V boards with Linux, so that they can be paused, moved, forked and run again and are the same to the last bit.
These commands are executed now, on a service of their own that is removed at the end. In another terminal beside './reprise up' you can type the same.
`;

const CLOSE = `
Next:
  ./reprise up                             the service, to stay; Ctrl-C stops it
  ./reprise submit examples/job.yaml -f    a run on it; examples/ has more
  ./reprise gdb RUN                        gdb at any instant of a run, forwards and backwards
  ./reprise run                            a Linux without any service
  ./reprise demo --local                   what one machine by itself can do
`;

const NOT_OURS = ['REDIS_URL', 'DATABASE_URL', 'OBJECT_STORE', 'CONTROL_PLANE_URL', 'REPRISE_KEY'];
const ALL = Infinity;
/** By then the guest has shown that it runs, and has most of its way before it. */
const PAUSE_AT = /^step 1 of/m;

/** What the service can do: exit status 0 if everything did what it should. */
export async function serviceDemo({ folder, output, signal }: Surroundings): Promise<number> {
  const data = join(folder, 'data');
  const environment = { ...withoutTheirs(process.env), REPRISE_DATA: data };
  const show = async (text: string): Promise<void> => {
    output.writeText(text);
    await output.flush();
  };
  await show(`${INTRODUCTION}\n1. Start. A control plane, Redis, two workers and a store, all in one folder.\n\n   $ ./reprise up\n`);
  const say = (line: string): void => output.writeText(`   | ${line}\n`);
  const stack = await startStack({ workers: 2, port: 0, data, environment, isRoot: userInfo().uid === 0, say }, signal);
  try {
    const demo = new ServiceDemo({ folder: projectFile('.'), environment, output, signal }, openService({ data }));
    await demo.pauseAndResume(show);
    await demo.crash(show);
    await demo.forkMany(show);
    await show(CLOSE);
    return 0;
  } catch (error) {
    if (!(error instanceof NotAsItShould)) throw error;
    await show(`\n${error.message}\n`);
    return 1;
  } finally {
    await stack.stop(AbortSignal.any([signal, AbortSignal.timeout(20_000)]));
  }
}

/** The demo uses nothing that is somebody's. */
const withoutTheirs = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(environment).filter(([name]) => !NOT_OURS.includes(name)));

/** Something went otherwise than the demo says. */
class NotAsItShould extends Error {
  override name = 'NotAsItShould';
}

type Show = (text: string) => Promise<void>;

class ServiceDemo {
  readonly #surroundings: Surroundings;
  readonly #service: Service;

  constructor(surroundings: Surroundings, service: Service) {
    this.#surroundings = surroundings;
    this.#service = service;
  }

  async pauseAndResume(show: Show): Promise<void> {
    await show('\n2. Pause it here, resume it there. A job is a file; this one boots Linux and works for some seconds. The same job is run twice: once it is disturbed.\n');
    const disturbed = await this.#submit('examples/steps.yaml');
    const follower = this.#follow(disturbed, PAUSE_AT);
    await follower.seen;
    const { worker } = await this.#service.runs.get(disturbed);
    const [here, there] = await this.#workers(worker);
    await this.#run(['pause', disturbed]);
    await this.#run(['ps']);
    const undisturbed = await this.#submit('examples/steps.yaml'); // no sooner, so that the first is as far as it can be from its end when it is paused
    await show(`\n   It was on ${here}, where its place is free now; it goes on on ${there}:\n`);
    await this.#run(['resume', disturbed, '--on', there]);
    await follower.ended;
    const [one, other] = [await this.#ended(disturbed), await this.#ended(undisturbed)];
    await this.#run(['ps', '--all', '--name', 'steps']);
    const isSame = one.end?.state === other.end?.state && one.end?.consoleSha256 === other.end?.consoleSha256;
    await show(`\n   the state at the end: paused on ${here}, resumed on ${there}   ${one.end?.state}\n                         undisturbed${' '.repeat(Math.max(1, `paused on ${here}, resumed on ${there}`.length - 8))}${other.end?.state}\n`);
    if (!isSame) throw new NotAsItShould('The states differ, which is a defect.');
    await show('   The same, to the last bit of registers, memory and devices.\n');
  }

  async crash(show: Show): Promise<void> {
    await show('\n3. Crash here, replay there. This kernel panics. The crash is stored with its instruction and its backtrace, and is executed again on the other worker.\n');
    const { text } = await this.#run(['submit', 'examples/crash.yaml', '--follow'], { status: 134 });
    const [id = ''] = /c_[0-9a-f]{32}/.exec(text) ?? [];
    const crash = await this.#service.crash(id);
    const [, there] = await this.#workers(await this.#workerOf(crash.run));
    await this.#run(['crashes']);
    await this.#run(['crash', 'show', id], { first: 12 });
    await this.#run(['repro', id, '--on', there]);
  }

  async forkMany(show: Show): Promise<void> {
    await show('\n4. Boot once, fork ten. Each fork goes on from one snapshot with input of its own.\n');
    await this.#run(['batch', 'submit', 'examples/fork-many.yaml', '--follow']);
  }

  async #submit(file: string): Promise<string> {
    const { text } = await this.#run(['submit', file]);
    return text.trim();
  }

  /** Shows the console of a run until it ends; `seen` when it has come to a text. */
  #follow(run: string, text: RegExp): { readonly seen: Promise<void>; readonly ended: Promise<Ran> } {
    const { promise: seen, resolve } = Promise.withResolvers<void>();
    const ended = this.#run(['logs', '-f', run], {}, (printed) => {
      if (text.test(printed)) resolve();
    }).finally(resolve);
    ended.catch(() => undefined); // whoever awaits it is told
    return { seen, ended };
  }

  async #run(args: readonly string[], { status = 0, first = ALL }: Partial<Pick<DemoCommand, 'status' | 'first'>> = {}, onText?: (text: string) => void): Promise<Ran> {
    const { output, signal } = this.#surroundings;
    const command: DemoCommand = { args, status, first, last: 0 };
    output.writeText(`\n   $ ${shellText(command)}\n`);
    await output.flush();
    const ran = await runCommand(command, { ...this.#surroundings, ...(onText && { onText }) });
    signal.throwIfAborted();
    if (ran.status !== status) throw new NotAsItShould(`This ended with status ${ran.status}, not ${status}, which is a defect:\n${ran.text}`);
    return ran;
  }

  /** Names of the worker with this id, and of another one. */
  async #workers(id: string | null): Promise<[here: string, there: string]> {
    const names: [string, string] = ['', ''];
    for await (const worker of this.#service.workers()) names[worker.id === id ? 0 : 1] = worker.name;
    return names;
  }

  /** Where a run was executed last. */
  async #workerOf(run: string): Promise<string | null> {
    let found: string | null = null;
    for await (const { data } of this.#service.runs.events(run)) if (typeof data['worker'] === 'string') found = data['worker'];
    return found;
  }

  async #ended(id: string): Promise<Run> {
    for await (const news of this.#service.runs.follow(id, 0, this.#surroundings.signal)) if (news.kind === 'state' && isEnded(news.state)) break;
    return this.#service.runs.get(id);
  }
}
