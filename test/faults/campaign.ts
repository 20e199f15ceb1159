/**
 * A load of runs, faults at random, and what must be true afterwards: every run ends as the undisturbed run of the same job, with one owner at a
 * time, and nothing that was committed is lost.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { JobInput } from '@reprise/contracts';
import { randomWords } from '@reprise/store/testing';
import { hasEnded, outcomeOf, problemsOfInput, problemsOfOutcome, problemsOfOwners, Progress, type Outcome } from './checks.ts';
import { chooseFault, type Fault, type Random, type Victim } from './faults.ts';
import { echoGuest } from './guests.ts';
import type { LoadedJob } from './load.ts';
import { Refused, type ServiceClient } from './service-client.ts';

export interface CampaignOptions {
  /** All that is random follows from it. */
  readonly seed: number;
  readonly faults: number;
  /** Runs that are there, or wait, while there are faults. */
  readonly runs: number;
  /** People who type at runs. */
  readonly typists: number;
  readonly load: readonly LoadedJob[];
  /** The first faults; those after are chosen at random. */
  readonly first?: readonly Fault[];
  readonly say?: (line: string) => void;
}

export interface Report {
  /** Of all runs; those of the undisturbed ones are not counted. */
  readonly runs: number;
  readonly faults: readonly string[];
  /** Ownerships beyond each run's first. */
  readonly takenUp: number;
  readonly problems: readonly string[];
}

/** Between two faults, in ms. */
const BREATH = 1000;
const LOOK_MS = 250;

const retries = { retries: 10 } as const;

/** What the jobs come to when nobody disturbs them. */
async function undisturbed(client: ServiceClient, load: readonly LoadedJob[]): Promise<Map<string, Outcome>> {
  const runs = await Promise.all(load.map(async ({ name, job }) => [name, await client.submit(job)] as const));
  const outcomes = new Map<string, Outcome>();
  for (const [name, { id }] of runs) {
    let run = await client.get(id);
    for (; !hasEnded(run); run = await client.get(id)) await wait(LOOK_MS);
    if (run.state === 'error' || run.epoch !== 1) throw new Error(`undisturbed, ${name} came to ${JSON.stringify(run.end)} in epoch ${run.epoch}`);
    outcomes.set(name, outcomeOf(run));
  }
  return outcomes;
}

/** Types lines at a run until told to stop, then ends it. Answers the run and what the service said was stored. */
async function typeAt(client: ServiceClient, job: JobInput, lines: Iterable<string>): Promise<{ readonly id: string; readonly typed: readonly string[] }> {
  const { id } = await client.submit(job);
  const typed: string[] = [];
  for (const line of lines) {
    await client.type(id, `${line}\n`);
    typed.push(line);
    await wait(LOOK_MS);
  }
  await client.type(id, 'q').catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error; // it came, the answer was lost, and the run has ended of it
  });
  return { id, typed: [...typed, 'q'] };
}

export async function campaign(victim: Victim, options: CampaignOptions): Promise<Report> {
  const { seed, load, say = () => undefined } = options;
  const { client } = victim.service;
  const random: Random = randomWords(seed);
  const jobs = new Map(load.map((each) => [each.name, { ...each.job, ...retries }]));
  const expected = await undisturbed(client, load);
  say(`seed ${seed}; undisturbed: ${[...expected].map(([name, { icount }]) => `${name} ${(icount / 1e6).toFixed(0)} M instructions`).join(', ')}`);

  const nameOf = new Map<string, string>();
  const submitOne = async (): Promise<void> => {
    const name = load[nameOf.size % load.length]?.name ?? '';
    const job = jobs.get(name);
    if (job) nameOf.set((await client.submit(job)).id, name);
  };
  await Promise.all(Array.from({ length: options.runs }, submitOne));

  let isOver = false;
  const echo = await client.upload(echoGuest());
  const linesUntilOver = function* (): Generator<string> {
    for (let number = 1; !isOver; number++) yield String(number);
  };
  const typists = Array.from({ length: options.typists }, () => typeAt(client, { boot: { kind: 'program', program: echo }, machine: { memory: '16M' }, ...retries }, linesUntilOver()));

  const progress = new Progress();
  const look = async (): Promise<number> => {
    const runs = await client.list();
    progress.look(runs);
    return runs.filter((run) => !hasEnded(run)).length;
  };
  const watching = (async () => {
    while (!isOver) {
      const open = await look();
      for (let missing = options.runs + options.typists - open; missing > 0 && !isOver; missing--) await submitOne();
      await wait(LOOK_MS);
    }
  })();

  const done: string[] = [];
  for (let number = 0; number < options.faults; number++) {
    const fault = options.first?.[number] ?? chooseFault(victim, random);
    const what = `${fault.name}: ${await fault.inject(victim, random)}`;
    say(`${number + 1}. ${what}`);
    done.push(what);
    await wait(random() % BREATH);
  }
  isOver = true;
  await watching;
  const typed = await Promise.all(typists);
  while ((await look()) > 0) await wait(LOOK_MS);

  const problems = [...progress.problems];
  let takenUp = 0;
  for (const [id, name] of nameOf) {
    const run = await client.get(id);
    const outcome = expected.get(name);
    const found = [...(outcome ? problemsOfOutcome(run, outcome) : []), ...problemsOfOwners(await client.events(id))];
    problems.push(...found.map((problem) => `${id}, ${name}: ${problem}`));
    takenUp += run.epoch - 1;
  }
  for (const { id, typed: lines } of typed) {
    const run = await client.get(id);
    const exitCode = run.end?.exitCode === 3 ? [] : [`ended with ${JSON.stringify(run.end)}`];
    const found = [...exitCode, ...problemsOfInput((await client.console(id)).toString('latin1'), lines), ...problemsOfOwners(await client.events(id))];
    problems.push(...found.map((problem) => `${id}, typed at: ${problem}`));
    takenUp += run.epoch - 1;
  }
  return { runs: nameOf.size + typed.length, faults: done, takenUp, problems };
}
