/** `reprise up` and its clients: real processes in a scratch folder, from the command line alone. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debugged, icounts, printed } from '../gdb/served.ts';
import { tool } from '../tools.ts';
import { talking } from '../worker/guest.ts';
import { Folder, start, type Call, type Outcome } from './reprise.ts';

const examples = join(import.meta.dirname, '../../examples');
const folder = new Folder();
const data = folder.file('data');
const environment: NodeJS.ProcessEnv = { ...process.env, REPRISE_DATA: data, XDG_CACHE_HOME: folder.file('cache'), CONTROL_PLANE_URL: '', REPRISE_KEY: '', WORKER_SPARES: '1' };
for (const name of ['REDIS_URL', 'DATABASE_URL', 'OBJECT_STORE']) delete environment[name];

const call = (...args: readonly string[]): Call => start(args, folder.path, environment);

async function reprise(...args: readonly string[]): Promise<Outcome> {
  const { child, outcome } = call(...args);
  child.stdin?.end();
  return outcome;
}

/** What a command that succeeds prints, without the last newline. */
async function stdoutOf(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await reprise(...args);
  expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
  return stdout.trimEnd();
}

/** The parts of a run that these tests look at. */
interface Shown {
  readonly id: string;
  readonly state: string;
  readonly worker: string | null;
  readonly epoch: number;
  readonly crash: string | null;
  readonly end: { readonly reason: string; readonly state: string | null; readonly icount: number; readonly exitCode: number | null; readonly consoleSha256: string | null } | null;
}
const show = async (run: string): Promise<Shown> => JSON.parse(await stdoutOf('show', run, '--json')) as Shown;
const workers = async (): Promise<{ id: string; name: string }[]> => JSON.parse(await stdoutOf('workers', '--json')) as { id: string; name: string }[];

class Up {
  readonly #call = call('up', '--port', '0', '--workers', '2');
  #printed = '';

  constructor() {
    this.#call.child.stdout?.on('data', (chunk: Buffer) => (this.#printed += chunk.toString()));
  }

  /** Until it has printed this. @throws Error if it ends before */
  async says(text: RegExp): Promise<string> {
    const { child, outcome } = this.#call;
    const ended = outcome.then(({ stdout, stderr }) => {
      throw new Error(`it ended: ${stdout}${stderr}`);
    });
    while (!text.test(this.#printed)) await Promise.race([ended, new Promise((resolve) => child.stdout?.once('data', resolve))]);
    ended.catch(() => undefined);
    return this.#printed;
  }

  stop(): Promise<Outcome> {
    this.#call.child.kill('SIGTERM');
    return this.#call.outcome;
  }
}

/** Work in parts, with something on the console before each, and a line of input in the middle: it does not end before somebody has typed that. */
const STEPS = `name: steps
boot:
  kind: linux
  command: 'for i in 1 2 3 4 5 6; do echo "step $i: $(head -c 4 /dev/urandom | od -An -tx1)"; if [ $i = 3 ]; then read line; fi; dd if=/dev/zero of=/dev/null bs=1M count=40 2>/dev/null; done'
`;

/** Bare code that echoes what is typed until that is a 'q'. */
const TALKING = '{ kind: program, program: file:talking.elf }';

describe.skipIf(tool('redis-server') === undefined)('the service on one machine', () => {
  let up: Up;
  const children = (): Record<string, { pid: number }> => JSON.parse(readFileSync(join(data, 'children.json'), 'utf8')) as Record<string, { pid: number }>;

  beforeAll(async () => {
    writeFileSync(folder.file('steps.yaml'), STEPS);
    writeFileSync(folder.file('talking.elf'), talking);
    writeFileSync(folder.file('talking.yaml'), `name: talking\nmachine: { memory: 16M }\nboot: ${TALKING}\n`);
    up = new Up();
    await up.says(/Ctrl-C stops it/);
  });
  afterAll(async () => {
    await up.stop();
    folder.remove();
  });

  it('says where it is, and keeps its key for its owner', async () => {
    const printed = await up.says(/is up/);
    expect(printed).toMatch(/^[\d:]+ {2}Reprise is up: http:\/\/127\.0\.0\.1:\d+ with 2 workers, data in .*\n[\d:]+ {2}the first key, an administrator's: rk_[\w-]{43}\n/m);
    for (const name of ['connection.json', 'first-key', 'worker-token', 'redis-password', 'redis.conf']) expect([name, statSync(join(data, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(statSync(data).mode & 0o777).toBe(0o700);
  });

  it('is one to a data folder', async () => {
    expect(await reprise('up', '--port', '0')).toMatchObject({ status: 2, stderr: expect.stringMatching(/^reprise: another 'reprise up' \(process \d+\) has the data folder '/) as string });
  });

  it('runs a job, shows its console and has its status', async () => {
    const { status, stdout, stderr } = await reprise('submit', join(examples, 'firmware.yaml'), '--follow');
    expect([status, stdout]).toEqual([0, 'hello from machine mode\n']);
    const [id = ''] = /r_[0-9a-f]{32}/.exec(stderr) ?? [];
    expect(await stdoutOf('logs', id)).toBe('hello from machine mode');
    expect(await show(id.slice(0, 24))).toMatchObject({ id, state: 'succeeded', end: { exitCode: 0 } });
    expect(await stdoutOf('ps', '--all', '--name', 'firmware')).toMatch(/^RUN +NAME +STATE .*\nr_[0-9a-f]+ +firmware +succeeded .* exit 0$/);
    expect(await stdoutOf('ps', '--quiet')).toBe('');
  });

  it('fails with what fails', async () => {
    const limited = await reprise('submit', join(examples, 'firmware.yaml'), '--follow', '--set', 'limits.instructions=50');
    expect(limited).toMatchObject({ status: 124, stderr: expect.stringContaining('failed: instruction-limit after 50 instructions') as string });
  });

  it('hands out artefacts of disks that were uploaded', async () => {
    const { stderr, status } = await reprise('submit', join(examples, 'disk.yaml'), '--follow');
    expect(status).toBe(0);
    const [id = ''] = /r_[0-9a-f]{32}/.exec(stderr) ?? [];
    expect(await stdoutOf('artefacts', id, 'result.txt')).toBe('1 squared is 1\n2 squared is 4\n3 squared is 9');
    expect(await stdoutOf('images', 'ls')).toContain('10K');
  });

  it('pauses a run, resumes it on the other worker, forks and replays it: all ends are the same', async () => {
    const id = await stdoutOf('submit', 'steps.yaml');
    const follower = call('logs', '--follow', id);
    await new Promise((resolve) => follower.child.stdout?.once('data', resolve));
    const before = await show(id);
    const other = (await workers()).find((worker) => worker.id !== before.worker)?.name ?? '';
    await stdoutOf('pause', id);
    expect(await show(id)).toMatchObject({ state: 'paused', worker: null });
    await stdoutOf('resume', id, '--on', other);
    const keyboard = call('attach', id);
    keyboard.child.stdin?.write('go on\n');
    expect((await keyboard.outcome).status).toBe(0);
    const { status, stdout } = await follower.outcome;
    expect([status, stdout.match(/step \d/g)]).toEqual([0, ['step 1', 'step 2', 'step 3', 'step 4', 'step 5', 'step 6']]);
    const moved = await show(id);
    expect(moved).toMatchObject({ state: 'succeeded', epoch: 2 });

    const fork = await stdoutOf('fork', id, '--at', String((moved.end?.icount ?? 0) - 1_000_000));
    expect((await reprise('logs', '--follow', fork)).status).toBe(0);
    expect((await show(fork)).end).toMatchObject({ state: moved.end?.state, icount: moved.end?.icount, exitCode: 0 });
    const replayed = await reprise('replay', id);
    expect([replayed.status, replayed.stderr]).toEqual([0, expect.stringMatching(/every state checked \(\d+ digests\) is that recorded/) as string]);
  });

  it('moves a run to another worker while it runs, and what it comes to is what it was recorded as', async () => {
    const id = await stdoutOf('submit', 'talking.yaml');
    const follower = call('logs', '--follow', id);
    await new Promise((resolve) => follower.child.stdout?.once('data', resolve));
    const before = await show(id);
    const other = (await workers()).find((worker) => worker.id !== before.worker);
    expect(await stdoutOf('migrate', id, other?.name ?? '')).toBe(`${id} is on ${other?.name}`);
    expect(await show(id)).toMatchObject({ state: 'running', epoch: 2, worker: other?.id });
    const keyboard = call('attach', id);
    keyboard.child.stdin?.write('moved, q');
    expect((await keyboard.outcome).status).toBe(0);
    expect(await follower.outcome).toMatchObject({ status: 0, stdout: 'ready> moved, q' });
    expect(await show(id)).toMatchObject({ state: 'succeeded', epoch: 2 });
    expect((await reprise('replay', id)).stderr).toMatch(/every state checked \(\d+ digests\) is that recorded/);
  });

  it('groups crashes, and reproduces them', async () => {
    const { status, stderr } = await reprise('submit', join(examples, 'crash.yaml'), '--follow');
    expect(status).toBe(134);
    const [crash = ''] = /c_[0-9a-f]{32}/.exec(stderr) ?? [];
    expect(await stdoutOf('crashes')).toMatch(/^SIGNATURE .*\n[0-9a-f]{16} +1 .* Kernel panic - not syncing: sysrq triggered crash$/);
    expect(await stdoutOf('crash', 'show', crash)).toContain('in sysrq_handle_crash');
    expect(await stdoutOf('repro', crash)).toMatch(/^reproduced: Kernel panic .*\n[\d,]+ instructions executed again: sha256:[0-9a-f]{64}, the same$/);
  });

  it.skipIf(tool('gdb-multiarch') === undefined)('lets gdb look at a crash, and at any instant of a run', async () => {
    const [{ run = '', id: crash = '' } = {}] = JSON.parse(await stdoutOf('crashes', '--all', '--json')) as { run?: string; id?: string }[];
    const end = (await show(run)).end?.icount ?? 0;
    const back = ['backtrace', 'monitor icount', 'print $pc', 'reverse-stepi', 'monitor icount', 'stepi', 'print $pc', 'hbreak *&sysrq_handle_crash', 'reverse-continue', 'monitor icount'];
    const { output, outcome } = await debugged(call('gdb', crash), [...back, 'continue', 'monitor icount', 'kill']);
    const { status, stdout } = await outcome;
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^At instruction \d+ of 0 to \d+, the crash: Kernel panic - not syncing: sysrq triggered crash\. /) as string]);
    expect(output).toMatch(/^#\d+ .* in panic \(\)\n#\d+ .* in sysrq_handle_crash \(\)\n#\d+ .* in __handle_sysrq \(\)$/m);
    const [at = 0, before, cause = 0, last] = icounts(output);
    expect([before, last]).toEqual([at - 1, end]);
    expect(cause).toBeLessThan(at);
    expect(new Set(printed(output)).size).toBe(1);
    const earlier = await debugged(call('gdb', run, '--at', String(cause)), ['monitor icount', 'print $pc == &sysrq_handle_crash', 'kill']);
    expect([icounts(earlier.output), printed(earlier.output)]).toEqual([[cause], ['1']]);
  });

  it('runs a matrix', async () => {
    writeFileSync(folder.file('matrix.yaml'), `job: { name: 'limit-\${n}', boot: { kind: program, program: 'file:${examples}/firmware.elf' }, machine: { memory: 16M }, limits: { instructions: '\${n}' } }\nmatrix: { n: [50, 100000] }\n`);
    const { status, stdout } = await reprise('batch', 'submit', 'matrix.yaml', '--follow');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^b_[0-9a-f]{32}\nRUN +N +STATE +EXIT .*\nr_[0-9a-f]+ +50 +failed +instruction-limit .*\nr_[0-9a-f]+ +100000 +succeeded +0 .*\n$/);
    const [batch = ''] = stdout.split('\n');
    expect((await reprise('batch', 'results', batch, '--format', 'junit')).stdout).toMatch(/^<\?xml[^]*<testsuite[^]*tests="2"/);
  });

  it.each(['console: "ready> "', 'instructions: 100'])('boots once up to %s, and forks many from there', async (from) => {
    const job = `{ name: 'say-\${word}', boot: ${TALKING}, machine: { memory: 16M } }`;
    writeFileSync(folder.file('forks.yaml'), `job: ${job}\nmatrix: { word: [one, two, three] }\nfork: { from: { ${from} }, input: '\${word}q' }\n`);
    const { status, stdout } = await reprise('batch', 'submit', 'forks.yaml', '--follow');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^b_[0-9a-f]{32}\nRUN +WORD +STATE +EXIT .*\n(r_[0-9a-f]+ +(one|two|three) +succeeded +0 .*\n){3}$/) as string]);
    const [batch = ''] = stdout.split('\n');
    const runs = JSON.parse(await stdoutOf('ps', '--all', '--json', '--batch', batch)) as Shown[];
    expect((await Promise.all(runs.map(({ id }) => stdoutOf('logs', id)))).toSorted()).toEqual(['oneq', 'ready>', 'threeq', 'twoq']);
    expect(new Set(runs.map(({ end }) => end?.reason))).toEqual(new Set(['shutdown', 'until']));
  });

  it('attaches a keyboard', async () => {
    writeFileSync(folder.file('shell.yaml'), 'name: shell\nboot: { kind: linux, append: quiet loglevel=3 }\n');
    const id = await stdoutOf('submit', 'shell.yaml');
    const { child, outcome } = call('attach', id);
    child.stdin?.write('echo $((6 * 7)); exit 3\n');
    const { status, stdout } = await outcome;
    expect([status, stdout]).toEqual([3, expect.stringMatching(/\n42\r?\n/) as string]);
    expect((await reprise('attach', id)).stderr).toMatch(/has ended \(failed\): 'reprise logs' shows its console/);
  });

  it('starts a part again that was killed, and goes on where it was after a stop', async () => {
    process.kill(children()['worker 1']?.pid ?? 0, 'SIGKILL');
    await up.says(/worker 1 was ended by SIGKILL: it is started again in 0\.2 s/);
    const runs = await stdoutOf('ps', '--all', '--quiet');
    expect(await up.stop()).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/ {2}stopped\n$/) as string });
    expect((await reprise('ps')).status).toBe(69);
    for (const { pid } of Object.values(children())) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    up = new Up();
    const printed = await up.says(/Ctrl-C stops it/);
    expect(printed).not.toContain('rk_');
    expect(await stdoutOf('ps', '--all', '--quiet')).toBe(runs);
  });

  it.each<[args: string, status: number, message: RegExp]>([
    ['show', 2, /^reprise: RUN is missing: reprise show RUN\n$/],
    ['show a b', 2, /^reprise: unexpected argument 'b': reprise show RUN\n$/],
    ['show r_00000000', 66, /^reprise: there is no run r_00000000 in this project\n$/],
    ['show ../keys', 2, /expected a run's id, r_ and 32 hex digits, or its beginning/],
    ['ps --state runing', 2, /^reprise: option '--state': expected one of pending, running, .*, got 'runing'\n$/],
    ['submit nowhere.yaml', 2, /^reprise: cannot read 'nowhere\.yaml': .*\n$/],
    ['submit steps.yaml --set machine.smp=9', 2, /^reprise: --set machine\.smp: \/machine\/smp: too big/],
    ['submit steps.yaml --set boot.kernle=x', 2, /there is no 'kernle' here/],
    ['resume r_00000000 --on nobody', 66, /there is no run/],
    ['drain nobody', 66, /^reprise: there is no worker 'nobody'\n$/],
    ['batch shwo x', 2, /^reprise: unknown command 'batch shwo', did you mean 'batch show'\?\n$/],
    ['batch show', 2, /^reprise: BATCH is missing: reprise batch show BATCH\n$/],
    ['repro c_0000', 2, /^reprise: there is no crash c_0000: 'reprise crashes --all' lists them\n$/],
    ['fork r_0000', 66, /there is no run/],
    ['gdb r_0000', 66, /there is no run/],
    ['images push nowhere', 2, /^reprise: nowhere cannot be read: ENOENT/],
    ['keys create x --role root', 2, /^reprise: option '--role': .*'root'/],
    ['completion tcsh', 2, /^reprise: unknown shell 'tcsh'/],
    ['ps --data nowhere', 2, /^reprise: no service is known: /],
  ])('%s is a clear error', async (args, status, message) => {
    const outcome = await reprise(...args.split(' '));
    expect({ status: outcome.status, stderr: outcome.stderr, stdout: outcome.stdout }).toEqual({ status, stderr: expect.stringMatching(message) as string, stdout: '' });
  });
});
