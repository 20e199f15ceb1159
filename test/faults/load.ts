import type { JobInput } from '@reprise/contracts';
import { steadyGuest } from './guests.ts';
import type { ServiceClient } from './service-client.ts';

/** A job of which the load has many runs. */
export interface LoadedJob {
  readonly name: string;
  readonly job: JobInput;
}

const machine = { memory: '16M' } as const;
const keyframes = { every: 40_000_000 } as const;

/** Bare programs, of `million` instructions each or a little more. */
export async function programs(client: ServiceClient, million: number): Promise<LoadedJob[]> {
  const kinds = [
    { seed: 11, exitCode: 0, lines: 40 },
    { seed: 12, exitCode: 7, lines: 10 },
    { seed: 13, exitCode: 0, lines: 200 },
  ];
  return Promise.all(kinds.map(async ({ seed, exitCode, lines }): Promise<LoadedJob> => {
    const guest = steadyGuest({ seed, exitCode, rounds: lines, work: Math.ceil((million * 1e6) / 8 / lines) });
    return { name: `steady ${seed}`, job: { boot: { kind: 'program', program: await client.upload(guest) }, machine, keyframes, seed } };
  }));
}

/** Linux: a command, and a shell whose script types what the console asks for. */
export const linux: readonly LoadedJob[] = [
  { name: 'a command of Linux', job: { boot: { kind: 'linux', command: 'i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i+1)); done; cat /proc/interrupts | sha256sum; exit 9' }, keyframes } },
  {
    name: 'a script at a shell of Linux',
    job: {
      boot: { kind: 'linux' },
      keyframes,
      console: { script: [{ expect: '# ' }, { send: 'head -c 200000 /dev/urandom | sha256sum\n' }, { expect: '# ' }, { send: 'exit 4\n' }] },
    },
  },
];
