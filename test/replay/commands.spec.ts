/** The commands on recordings, as processes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from './boards.ts';

const main = join(import.meta.dirname, '../../apps/cli/src/main.ts');
const scratch = mkdtempSync(join(tmpdir(), 'reprise-commands-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const file = (name: string): string => join(scratch, name);

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function reprise(...args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', main, ...args], { encoding: 'utf8', input: '' });
  return { status, stdout, stderr };
}

/** Sends back what it is sent, in upper case; at a newline it powers off with exit code 3. */
const ECHO = program(`
  li s0, 0x10000000
poll: addi s4, s4, 1
  lbu a0, 5(s0)
  lbu a0, 5(s0)
  andi a0, a0, 1
  beqz a0, poll
  lbu a1, 0(s0)
  li a2, 10
  beq a1, a2, done
  addi a1, a1, -32
  sb a1, 0(s0)
  li a3, 10000
wait: addi a3, a3, -1
  bnez a3, wait
  not a4, s4
  xor a4, a1, a4
  j poll
done: li t6, 0x100000
  li t5, 0x33333
  sw t5, 0(t6)
  j .
`);

const machine = ['--kernel', file('kernel'), '--bios', 'none', '-m', '16M'];
const recording = file('recording');

beforeAll(() => {
  writeFileSync(file('kernel'), ECHO.bytes);
  writeFileSync(file('input'), 'abcdefgh\n');
  const outcome = reprise('run', ...machine, '--console-input', file('input'), '--record', recording, '--keyframe-every', '50000');
  expect(outcome).toEqual({ status: 3, stdout: 'ABCDEFGH', stderr: '' });
});

const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe('a recording', () => {
  it('is made in a folder of its own, and not over another', () => {
    const again = reprise('run', ...machine, '--console-input', file('input'), '--record', recording);
    expect(again).toMatchObject({ status: 2, stderr: containing(`there is a recording in '${recording}' already`) });
  });

  it('is replayed, to its end or to an instruction', () => {
    expect(reprise('replay', recording, '--console')).toMatchObject({ status: 0, stdout: 'ABCDEFGH', stderr: matching(/every state checked \(4 digests\) is that recorded/) });
    const { status, stdout } = reprise('replay', recording, '--to', '70001', '--engine', 'interp');
    expect([status, stdout]).toEqual([0, reprise('state', ...machine, '--console-input', file('input'), '--at', '70001').stdout]);
  });

  it('is replayed with the digests that are checked', () => {
    const { status, stdout } = reprise('replay', recording, '--digests');
    const [, end = ''] = /^end .*(sha256:[0-9a-f]{64})$/m.exec(reprise('info', recording, '--summary').stdout) ?? [];
    const lines = stdout.trimEnd().split('\n').map((line) => line.split(' '));
    expect([status, lines.map(([icount]) => Number(icount)).slice(0, 3), lines.length, lines.at(-1)?.[1]]).toEqual([0, [50_000, 100_000, 150_000], 4, end]);
    expect(reprise('state', recording, '--at', '50000,100000').stdout).toBe(`${stdout.split('\n').slice(0, 2).join('\n')}\n`);
  });

  it('has the states that the run has', () => {
    const at = ['--at', '0,1,49999,50000,50001,120000'];
    const { status, stdout } = reprise('state', recording, ...at);
    expect(status).toBe(0);
    expect(stdout).toBe(reprise('state', ...machine, '--console-input', file('input'), ...at).stdout);
    expect(stdout.split('\n').length).toBe(7);
  });

  it('is shown with its keyframes, events and console', () => {
    const { status, stdout } = reprise('info', recording);
    expect(status).toBe(0);
    for (const text of ['virt, rv64, 1 hart, 16 MiB of RAM', 'the guest powered off with exit code 3', 'keyframe sha256:', 'input for /machine/soc/uart0: "abcdefgh"', 'console at byte 0: "ABC"', 'end (shutdown)']) {
      expect(stdout).toContain(text);
    }
  });

  it('is forked with other input, and left as it is', () => {
    const before = readdirSync(recording, { recursive: true });
    writeFileSync(file('other'), 'xyz\n');
    const fork = file('fork');
    expect(reprise('fork', recording, '--at', '60000', '--record', fork, '--console-input', file('other'))).toEqual({ status: 3, stdout: 'XYZ', stderr: '' });
    expect(reprise('replay', fork, '--console')).toMatchObject({ status: 0, stdout: 'XYZ' });
    expect(reprise('info', fork).stdout).toMatch(/goes on from +instruction 60,000 of another recording/);
    expect(readdirSync(recording, { recursive: true })).toEqual(before);
    expect(reprise('replay', recording).status).toBe(0);
  });

  it.each<[string[], string]>([
    [['replay'], 'the folder of a recording is missing: reprise replay DIR'],
    [['replay', file('nothing')], `there is no recording in '${file('nothing')}': no run.json`],
    [['state', recording, '--at', '99999999'], "'--at 99999999': the recording has the instructions 0 to"],
    [['fork', recording, '--record', file('x')], "'--at N' is missing"],
    [['bisect', recording, '--plant', '5:x32'], "'5:x32': expected N:x1 to N:x31"],
    [['bisect', recording, '--tiers', 'jit:0,jit'], "'--tiers jit:0,jit': one of the two is to be interp or reference"],
  ])('%j is refused', (args, message) => {
    expect(reprise(...args)).toMatchObject({ status: 2, stdout: '', stderr: containing(message) });
  });
});

describe('a difference', () => {
  it('is none where there is none', () => {
    expect(reprise('bisect', recording)).toEqual({ status: 0, stdout: 'Nothing differs: on jit and on interp it is the run that was recorded.\n', stderr: '' });
  });

  it('is found, and where it began', () => {
    const fault = ['--plant', '73456:x20'];
    const replay = reprise('replay', recording, ...fault);
    expect(replay).toMatchObject({ status: 1, stderr: containing('the replay differs from the recording in segment 1, between instructions 50000 and 100000: digest sha256:') });
    const { status, stdout } = reprise('bisect', recording, ...fault);
    expect(status).toBe(1);
    expect(stdout).toContain('The two differ from instruction 73,456 on (73456 executed are the same); jit is what was recorded.');
    expect(stdout).toMatch(/fields\/x\[20\] +0xdead/);
    expect(stdout).toMatch(/executed +hart0 8000/);
  });
});

describe('code that is compiled wrongly', () => {
  it('is found, and told apart from what it should do', () => {
    const { status, stdout } = reprise('bisect', recording, '--tiers', 'jit:0,interp', '--plant-xor');
    const [, place] = /^executed +hart0 (\w+): xor a4, a1, a4 +hart0 \1: xor a4, a1, a4$/m.exec(stdout) ?? [];
    expect(status).toBe(1);
    expect(stdout).toMatch(/; interp is what was recorded\.\n\n +jit:0, with a planted fault +interp\n/);
    expect(stdout).toMatch(/^\S+fields\/x\[14\] +0xf{12}\w+ +0xf{12}\w+$/m);
    expect(stdout).toContain(`\nIt comes with the instruction at 0x${place}: `);
    expect(stdout).toMatch(/^ {2}xor a4, a1, a4\n {2}-> leave 0x\w+$/m);
    expect(stdout).toMatch(new RegExp(`hart0 ${place}: xor a4, a1, a4 +a1 = 0x41, a4 = 0xf{12}\\w{4}\n$`));
  });

  it('is not there', () => {
    expect(reprise('bisect', recording, '--tiers', 'jit:0,interp')).toMatchObject({ status: 0, stdout: containing('Nothing differs: on jit:0 and on interp') });
  });
});

describe('a recording that was harmed', () => {
  it.each([['log/1', 'log segment 1: '], ['console/0', 'log segment 0: its console output is not what was written'], ['run.json', 'run.json is no JSON']])('%s is named', (name, message) => {
    const harmed = join(recording, name);
    const bytes = readFileSync(harmed);
    writeFileSync(harmed, bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte)).subarray(name === 'run.json' ? 3 : 0));
    try {
      expect(reprise('replay', recording)).toMatchObject({ status: 65, stdout: '', stderr: containing(message) });
    } finally {
      writeFileSync(harmed, bytes);
    }
  });

  it('a pack is named', () => {
    const [pack = ''] = readdirSync(join(recording, 'packs'));
    const harmed = join(recording, 'packs', pack);
    const bytes = readFileSync(harmed);
    writeFileSync(harmed, bytes.map((byte, at) => (at === 500 ? byte ^ 1 : byte)));
    try {
      expect(reprise('replay', recording)).toMatchObject({ status: 65, stderr: matching(/pack|page|snapshot/) });
    } finally {
      writeFileSync(harmed, bytes);
    }
  });
});
