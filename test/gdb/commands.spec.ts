/** `reprise gdb` and `reprise run --gdb` as processes, under Debian's gdb. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder, reprise } from '../e2e/reprise.ts';
import { program } from '../replay/boards.ts';
import { needsTool } from '../tools.ts';
import { gdbAt } from './gdb.ts';
import { debug, icounts, printed, serve } from './served.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** Counts in a0 and in memory, prints a letter, and powers off with exit code 7. */
const COUNT = program(`
  li s0, 0x10000000
  li s1, 0x80001000
  li a0, 0
loop: addi a0, a0, 1
  sd a0, 0(s1)
  li a1, 1000
  bne a0, a1, loop
  li a1, 0x41
  sb a1, 0(s0)
  li t6, 0x100000
  li t5, 0x73333
  sw t5, 0(t6)
  j .
`);
const machine = ['--kernel', folder.file('program'), '--bios', 'none', '-m', '16M'];
const recording = folder.file('recording');

beforeAll(async () => {
  writeFileSync(folder.file('program'), COUNT.bytes);
  expect(await reprise(['run', ...machine, '--record', recording, '--crash-text', 'none'])).toMatchObject({ status: 7, stdout: 'A' });
});

/** All files of a recording. */
const contents = (): Map<string, string> =>
  new Map(readdirSync(recording, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(recording, name)).isFile()).map((name) => [name, readFileSync(join(recording, name), 'base64')]));

needsTool('gdb-multiarch')('reprise gdb', () => {
  it('begins at the crash, if there is one, and ends when gdb kills it', async () => {
    const commands = ['monitor icount', 'print $a0', 'reverse-stepi', 'monitor icount', 'monitor help', 'monitor info mtree', 'monitor info qtree', 'monitor info registers', 'kill'];
    const { output, outcome } = await debug(['gdb', recording], commands);
    const { status, stdout, stderr } = outcome;
    expect([status, stderr]).toEqual([0, '']);
    const [, at, end] = /^At instruction (\d+) of 0 to (\d+), the crash: ended with code 7\./.exec(stdout) ?? [];
    expect([icounts(output), at, printed(output)]).toEqual([[Number(at), Number(at) - 1], end, ['1000']]);
    for (const text of ['seek', 'riscv_virt_board.ram', 'ns16550a', 'hart 0: pc']) expect(output).toContain(text);
  });

  it('begins where it is told, serves one gdb after the other, changes nothing, and ends at a signal', async () => {
    const before = contents();
    const { address, child, outcome } = await serve('gdb', recording, '--at', '1234', '--engine', 'reference');
    expect(icounts(await gdbAt(address, ['monitor icount', 'set $a0 = 1', 'set *(char *)0x80001000 = 1', 'stepi', 'detach']))).toEqual([1234]);
    expect(icounts(await gdbAt(address, ['monitor icount', 'reverse-continue', 'monitor icount']))).toEqual([1235, 0]);
    child.kill('SIGTERM');
    const { status, stdout } = await outcome;
    expect([status, stdout]).toEqual([143, expect.stringMatching(/^At instruction 1234 of 0 to \d+\. To look/)]);
    expect(contents()).toEqual(before);
  });

  it('tells of a replay that differs', async () => {
    const { output } = await debug(['gdb', recording, '--at', '100', '--plant', '2000:x20'], ['continue', 'monitor icount', 'kill']);
    expect(output).toMatch(/the replay differs from the recording in segment 0, .*; now at instruction 0, the last known to be the same/);
    expect(icounts(output)).toEqual([0]);
  });
});

needsTool('gdb-multiarch')('reprise run --gdb', () => {
  it('waits before the first instruction, goes on as gdb says, and ends as the guest does', async () => {
    const { output, outcome } = await debug(['run', ...machine, '--gdb', '0'], ['monitor icount', 'stepi', 'monitor icount', 'watch *(long *)0x80001000', 'continue', 'continue', 'delete', 'set $a0 = 998', 'continue']);
    expect(icounts(output)).toEqual([0, 1]);
    expect(output).toContain('Old value = 1\nNew value = 2\n');
    expect(output).toMatch(/\[Inferior 1 \(Remote target\) exited with code 07\]/);
    expect(outcome).toEqual({ status: 7, stdout: 'A', stderr: expect.stringContaining('reprise: waits for gdb: ') as string });
  });

  it('goes on alone when gdb detaches', async () => {
    const { outcome } = await debug(['run', ...machine, '--gdb', 'tcp::0'], ['stepi', 'detach']);
    expect([outcome.status, outcome.stdout]).toEqual([7, 'A']);
  });

  it('ends when gdb kills it, or at a signal while it waits', async () => {
    const { outcome } = await debug(['run', ...machine, '--gdb', '0'], ['stepi', 'kill']);
    expect([outcome.status, outcome.stdout]).toEqual([0, '']);
    const waiting = await serve('run', ...machine, '--gdb', '0');
    waiting.child.kill('SIGINT');
    expect((await waiting.outcome).status).toBe(130);
  });

  it('tells gdb of a limit that ends it', async () => {
    const { output, outcome } = await debug(['run', ...machine, '--gdb', '0', '--insns', '2000'], ['continue']);
    expect(output).toContain('Program terminated with signal SIGTERM');
    expect(outcome.status).toBe(124);
  });

  it('lets nothing be written where it is recorded, and what is recorded is the run', async () => {
    const other = folder.file('debugged');
    const { output, outcome } = await debug(['run', ...machine, '--gdb', '0', '--record', other, '--crash-text', 'none'], ['break *0x80000010', 'continue', 'set $a0 = 998', 'delete', 'continue']);
    expect(output).toContain("Could not write register \"a0\"; remote failure reply 'E.this run is recorded, and what gdb writes is no input of it'");
    expect([outcome.status, (await reprise(['replay', other])).status]).toEqual([7, 0]);
  });
});

needsTool('gdb-multiarch')('Linux, recorded, with symbols that come from where it is served', () => {
  const linux = folder.file('linux');
  beforeAll(async () => {
    expect((await reprise(['run', '--cmd', 'true', '--insns', '35000000', '--record', linux])).status).toBe(124);
  });

  it('is stopped in a function and stepped out of it, and gone back in to the store that changed a variable: the one that going forward finds', async () => {
    const watch = 'watch *(long *)&jiffies';
    const look = ['monitor icount', 'print *(long *)&jiffies', 'x/i $pc'];
    const back = await debug(['gdb', linux], [
      'break *&tick_do_update_jiffies64', 'reverse-continue', 'monitor icount', 'reverse-finish', 'monitor icount', 'x/i $pc', 'stepi', 'monitor icount', 'delete',
      watch, 'reverse-continue', ...look, 'reverse-continue', ...look, 'delete',
      'monitor seek 17000000', 'maintenance flush register-cache', 'break *&rest_init', 'reverse-continue', 'monitor icount', 'print $priv', 'kill',
    ]);
    const [inside = 0, call, again, last = 0, earlier = 0, sought, init] = icounts(back.output);
    expect(back.output).toMatch(/Breakpoint 1, .* in tick_do_update_jiffies64 \(\)/);
    expect(back.output).toMatch(/<tick_sched_do_timer\+\d+>:\tjal\t.*<tick_do_update_jiffies64>/);
    expect([call, again]).toEqual([inside - 1, inside]);
    expect(back.output.match(/=> .*<(tick_do_update_jiffies64|do_timer)\+\d+>:\tsd\t/g)).toHaveLength(2);
    expect(back.output).toMatch(/Breakpoint 3, .* in rest_init \(\)/);
    expect(sought).toBe(17_000_000);
    expect(init).toBeLessThan(17_000_000);
    const [before, muchBefore, privilege] = printed(back.output);
    expect([Number(before) - Number(muchBefore), privilege]).toEqual([1, '1']);

    const forward = await debug(['gdb', linux, '--at', `${earlier - 100}`], [watch, 'continue', ...look, 'continue', ...look, 'kill']);
    expect(icounts(forward.output)).toEqual([earlier + 1, last + 1]);
    expect(printed(forward.output)).toEqual([before, `${Number(before) + 1}`]);
  });
});

describe('what is wrong', () => {
  const server = createServer();
  let port = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = String(typeof address === 'object' ? address?.port : address);
  });
  afterAll(() => server.close());

  it.each<[string, () => string[], () => string]>([
    ['no recording', () => ['gdb'], () => 'the folder of a recording is missing: reprise gdb DIR'],
    ['a folder without one', () => ['gdb', folder.file('nothing')], () => `there is no recording in '${folder.file('nothing')}': no run.json`],
    ['an instant that it does not have', () => ['gdb', recording, '--at', '999999999'], () => "'--at 999999999': the recording has the instructions 0 to"],
    ['a port that is in use', () => ['gdb', recording, '--port', port], () => `option '--port': cannot listen on port ${port} of 127.0.0.1: it is in use; 0 takes any that is free`],
    ['no such program', () => ['run', '--gdb', '0', folder.file('none.elf')], () => `'${folder.file('none.elf')}'`],
    ['a port for a run that is in use', () => ['run', ...machine, '--gdb', port, '--record', folder.file('unmade')], () => `option '--gdb': cannot listen on port ${port}`],
  ])('%s is told in one line, and nothing has begun', async (_, args, message) => {
    const { status, stdout, stderr } = await reprise(args());
    expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
    expect(stderr).toContain(message());
    expect(existsSync(folder.file('unmade'))).toBe(false);
  });
});
