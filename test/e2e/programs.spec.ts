/** `reprise run FILE.elf`: bare programs, how they end, what is reported of them. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RunResult, SpeedscopeFile } from '@reprise/vm-host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGuests, elfOf } from '../guest/build.ts';
import { needsTool } from '../tools.ts';
import { Folder, reprise, start } from './reprise.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const program = (name: string, ...options: readonly string[]): readonly string[] => ['run', elfOf(name), ...options];
const resultIn = (file: string): RunResult => JSON.parse(readFileSync(folder.file(file), 'utf8')) as RunResult;

needsTool('riscv64-unknown-elf-gcc')('reprise run FILE.elf', () => {
  beforeAll(() => buildGuests('hello', 'exit-code', 'spike-hello', 'uart-input', 'smp-harts', 'loop', 'sieve', 'wait-forever', 'reset', 'plic-uart'));

  describe.each([['jit'], ['interp'], ['reference']])('on %s', (engine) => {
    it('prints what the program prints, and ends as it ends', async () => {
      expect(await reprise(program('hello', '--engine', engine))).toEqual({ status: 0, stdout: 'hello\n', stderr: '' });
      expect(await reprise(program('exit-code', '-engine', engine))).toEqual({ status: 42, stdout: '', stderr: '' });
    });

    it('lets a program read its console', async () => {
      const options = ['--engine', engine, '--console-input', '-'];
      expect(await reprise(program('uart-input', ...options), 'by pipe\n')).toEqual({ status: 0, stdout: '> by pipe\n', stderr: '' });
    });
  });

  it('runs the board spike', async () => {
    expect(await reprise(program('spike-hello', '-M', 'spike'))).toEqual({ status: 7, stdout: 'hello by HTIF\n', stderr: '' });
  });

  it('traces instructions, registers of devices and interrupt lines', async () => {
    const { status, stderr } = await reprise(program('exit-code', '--trace', 'exec,mmio'));
    const lines = stderr.split('\n');
    expect(status).toBe(42);
    expect(lines[0]).toBe('0 hart0 0000000000001000: 00000297 auipc t0, 0x0');
    expect(lines.slice(6, 7)).toEqual(['6 hart0 0000000080000000: 00100537 lui a0, 0x100']);
    expect(lines.at(-2)).toMatch(/^\d+ mmio write4 \/machine\/soc\/test FINISHER_STATUS = 0x2a3333$/);
    const file = folder.file('trace');
    expect(await reprise(program('plic-uart', '--trace=irq', '--trace-file', file))).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^\d+ irq \/machine\/soc\/uart0 irq\[0\] = 1$/m);
  });

  it('traces what is compiled, and shows in full what has an address', async () => {
    const { stdout, stderr } = await reprise(program('sieve', '--trace', 'jit'));
    const [, address] = /^\d+ jit compiled 0x([0-9a-f]+) main\+0x[0-9a-f]+: \d+ instructions in \d+ blocks on 1 page, [\d,]+ bytes; visited [\d,]+ times$/m.exec(stderr) ?? [];
    const file = folder.file('compiled');
    expect(await reprise(program('sieve', '--trace', `jit=0x${address}`, '--trace-file', file))).toMatchObject({ status: 0, stdout, stderr: '' });
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^\d+ jit compiled 0x\w+ main\+0x.*\n\d+ jit region of 0x\w+ main\+0x.*\n0x\w+:.*\n[^]* setX rd %2\n[^]*\n\(module\n[^]*\n\)$/m);
    expect(text).not.toContain(' memset');
  });

  it('profiles what instructions are spent on, and changes nothing', async () => {
    await reprise(program('sieve', '--json', folder.file('plain')));
    const { stderr } = await reprise(program('sieve', '--json', folder.file('profiled'), '--profile', folder.file('profile'), '--trace', 'jit'));
    expect(resultIn('profiled').stateDigest).toBe(resultIn('plain').stateDigest);
    expect(stderr).toMatch(/^\d+ jit compiled 0x\w+ main/m);
    expect(stderr).toMatch(/^profile +[\d,]+ instructions, a sample every 100,003\ntiers +compiled \d+\.\d%, interpreted \d+\.\d%\n[^]*^ *\d+\.\d% +100\.0% +main$/m);
    const { shared, profiles, reprise: counts } = JSON.parse(readFileSync(folder.file('profile'), 'utf8')) as SpeedscopeFile;
    const { instructions } = resultIn('plain');
    const count = Math.floor(instructions / 100_003);
    expect(profiles.map(({ name, endValue, samples }) => [name, endValue, samples.length])).toEqual([['hart 0', count * 100_003, count]]);
    const main = shared.frames.findIndex(({ name }) => name === 'main');
    expect(profiles[0]?.samples.every((stack) => stack.includes(main))).toBe(true);
    expect(counts.tiers.compiled + counts.tiers.interpreted).toBe(instructions);
  });

  it('reports in JSON, twice the same but for the clock', async () => {
    await reprise(program('smp-harts', '--smp', '4', '--json', folder.file('first')));
    await reprise(program('smp-harts', '--smp', '4', '--json', folder.file('second'), '--seed', '0'));
    const { wallMs, mips, ...first } = resultIn('first');
    expect(first).toMatchObject({ exitCode: 0, reason: 'shutdown' });
    expect(first.stateDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect([wallMs > 0, mips > 0]).toEqual([true, true]);
    expect(resultIn('second')).toMatchObject(first);
    const { stdout } = await reprise(program('smp-harts', '--smp', '4'));
    expect(first.consoleSha256).toBe(hash('sha256', stdout));
  });

  it('tells where the state was at any instruction, the same in one run as in another', async () => {
    const result = folder.file('at-777');
    await reprise(program('smp-harts', '--smp', '4', '--insns', '777', '--json', result));
    const { status, stdout } = await reprise(['state', elfOf('smp-harts'), '--smp', '4', '--at', '777,1000,5']);
    const lines = stdout.trim().split('\n').map((line) => line.split(' '));
    expect([status, lines.map(([icount]) => icount)]).toEqual([0, ['5', '777', '1000']]);
    expect(lines[1]?.[1]).toBe(resultIn('at-777').stateDigest);
    expect(new Set(lines.map(([, digest]) => digest)).size).toBe(3);
    expect(await reprise(['state', elfOf('exit-code'), '--at', '5,1000000'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^reprise: the run ended after \d+ instructions \(shutdown\), before 1000000\n$/) as string,
    });
  });

  it.each<[string, string[], number, string | null, RegExp]>([
    ['loop', ['--insns', '1000000'], 124, 'instruction-limit', /^reprise: stopped after 1000000 instructions \(--insns\)\n$/],
    ['loop', ['--wall', '0.3'], 124, 'wall-limit', /^reprise: stopped after \d+\.\d seconds, \d+ instructions \(--wall\)\n$/],
    ['wait-forever', [], 1, 'idle', /^reprise: the guest waits for ever: .* \(after \d+ instructions\)\n$/],
    ['reset', ['--no-reboot'], 1, 'reset', /^reprise: the guest reset the machine after \d+ instructions\n$/],
    ['reset', [], 0, 'shutdown', /^$/],
  ])('%s %j ends with status %i', async (name, options, status, reason, message) => {
    const outcome = await reprise(program(name, ...options, '--json', folder.file('end')));
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toMatch(message);
    expect(resultIn('end')).toMatchObject({ reason, exitCode: reason === 'shutdown' ? 0 : null });
  });

  it.each([['SIGINT', 130, 'interrupted'], ['SIGTERM', 143, 'terminated']] as const)('ends by %s with its report', async (signal, status, reason) => {
    const { child, outcome } = start(program('uart-input', '--json', folder.file(signal)));
    child.stdout?.once('data', () => child.kill(signal)); // its prompt
    expect(await outcome).toMatchObject({ status, stdout: '> ', stderr: expect.stringMatching(`^reprise: stopped by ${signal} after`) as string });
    expect(resultIn(signal)).toMatchObject({ reason, exitCode: null });
  });

  it('hears what is typed later', async () => {
    const { child, outcome } = start(program('uart-input'));
    child.stdout?.once('data', () => child.stdin?.write('typed')).once('data', () => child.stdin?.end(' later\n'));
    expect(await outcome).toEqual({ status: 0, stdout: '> typed later\n', stderr: '' });
  });

  it('ends quietly when nobody reads its console', async () => {
    const { child, outcome } = start(program('uart-input'));
    child.stdout?.destroy();
    child.stdin?.end('x');
    expect(await outcome).toMatchObject({ status: 141, stderr: '' });
  });
});
