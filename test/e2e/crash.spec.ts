/** `reprise run --record`, `reprise crash`: crashes are recorded, shown, and reproduced. */
import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { decodeCrashRecord, type CrashRecord } from '@reprise/crash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGuests, elfOf } from '../guest/build.ts';
import { needsTool } from '../tools.ts';
import { Folder, reprise } from './reprise.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const recordIn = (recording: string): CrashRecord => decodeCrashRecord(readFileSync(`${folder.file(recording)}/crash.json`, 'utf8'));
const signatureIn = (recording: string): string => `${recordIn(recording).signature.title}: ${recordIn(recording).signature.frames.join(' < ')}`;

/** Records a program that goes wrong, and reproduces its crash. */
async function crash(name: string, ...options: readonly string[]): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const { status, stderr } = await reprise(['run', elfOf(name), '--record', folder.file(name), ...options]);
  expect(await reprise(['crash', 'repro', folder.file(name)])).toEqual({ status: 0, stdout: expect.stringContaining(`: ${recordIn(name).state}, the same`) as string, stderr: '' });
  return { status, stderr };
}

needsTool('riscv64-unknown-elf-gcc')('a recorded program that goes wrong', () => {
  const bugs = ['null-dereference', 'bad-vector', 'endless-loop', 'deadlock'];
  beforeAll(() => buildGuests('hello', ...bugs));

  it('that ends with a code of failure has a record, and nothing more is said', async () => {
    expect(await crash('null-dereference', '--smp', '2')).toEqual({ status: 99, stderr: '' });
    expect(signatureIn('null-dereference')).toBe('load access fault: last_value < list_length < go_wrong');
    const { status, stdout } = await reprise(['crash', 'show', folder.file('null-dereference')]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^crash: +the guest ended the machine with code 99$/m);
    expect(stdout).toMatch(/--- interrupted by load access fault, value 0x0\n +#3 {3}M [0-9a-f]{16} last_value\+0x/);
    expect(stdout).toMatch(/^hart 0: mode M, crashed$/m);
    expect(stdout).toMatch(/^hart 1: mode M/m);
    expect(stdout).toMatch(/^ +mtvec [0-9a-f]{16}/m);
    expect(stdout).toContain('  | unexpected trap: cause 5');
  });

  it('that cannot handle its traps is stopped', async () => {
    const { status, stderr } = await crash('bad-vector');
    expect(status).toBe(134);
    expect(stderr).toMatch(/^reprise: the guest crashed: trap handler cannot be entered: instruction access fault, in call_firmware < go_wrong < take_turn \(reprise crash show /);
    expect(stderr).toMatch(/reprise: stopped after \d+ instructions: the guest had crashed\n$/);
  });

  it('that makes no progress is stopped when its budget is used up', async () => {
    const { status, stderr } = await crash('endless-loop', '--budget', '200000', '--progress', 'starting');
    expect(status).toBe(134);
    expect(stderr).toContain('the guest crashed: no progress, in wait_for_device');
    expect(recordIn('endless-loop').icount).toBeGreaterThan(200_000);
  });

  it('that waits for ever ends as it does', async () => {
    const { status, stderr } = await crash('deadlock');
    expect(status).toBe(1);
    expect(stderr).toContain('the guest crashed: every hart waits for ever, in acquire < update_table < go_wrong');
    expect(stderr).toContain('the guest waits for ever');
  });

  it('has none if nothing went wrong, or what is said is no crash', async () => {
    expect(await reprise(['run', elfOf('hello'), '--record', folder.file('hello')])).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(`${folder.file('hello')}/crash.json`)).toBe(false);
    expect(await reprise(['crash', 'show', folder.file('hello')])).toMatchObject({ status: 2, stderr: `reprise: '${folder.file('hello')}' has no record of a crash: no crash.json\n` });
    const { status } = await reprise(['run', elfOf('hello'), '--record', folder.file('said'), '--crash-text', 'hell']);
    expect([status, recordIn('said').cause]).toEqual([0, { kind: 'console', pattern: 'hell', line: 'hello' }]);
  });

  it('is named from symbols that come later', async () => {
    const stripped = folder.file('symbols.map');
    writeFileSync(stripped, '0000000080000000 T everything\n');
    const { stdout } = await reprise(['crash', 'show', folder.file('null-dereference'), '--symbols', stripped]);
    expect(stdout).toMatch(/in everything$/m);
    const wrong = await reprise(['crash', 'show', folder.file('null-dereference'), '--symbols', folder.file('nothing')]);
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('cannot read symbols') as string });
  });

  it('that is not reproduced is told where it differs', async () => {
    const recording = folder.file('endless-loop');
    expect(await reprise(['crash', 'repro', recording, '--from-start', '--engine', 'reference'])).toMatchObject({ status: 0 });
    const planted = await reprise(['crash', 'repro', recording, '--plant', '100000:x27']);
    expect(planted.status).toBe(1);
    expect(planted.stderr).toMatch(/^reprise: not reproduced: the (state after \d+ instructions is sha256:[0-9a-f]{64}, not sha256:|replay differs from the recording in segment)/);
    cpSync(recording, folder.file('changed'), { recursive: true });
    copyFileSync(`${folder.file('bad-vector')}/crash.json`, `${folder.file('changed')}/crash.json`);
    expect(await reprise(['crash', 'repro', folder.file('changed')])).toMatchObject({ status: 1, stderr: expect.stringContaining('not reproduced: the state after') as string });
  });

  it.each<[string[], string]>([
    [['run', '--budget', '5', 'x'], "'--budget' needs '--record DIR': it is about recordings"],
    [['run', '--symbols', 'x', 'y'], "'--symbols' needs '--record DIR': it is about recordings"],
    [['crash'], "'crash' needs to know what to do: show or repro"],
    [['crash', 'shw'], "unknown command 'crash shw', did you mean 'crash show'?"],
    [['crash', 'show'], 'the folder of a recording is missing: reprise crash show DIR'],
    [['crash', 'repro', folder.file('nowhere')], 'has no record of a crash'],
  ])('%j is refused', async (args, message) => {
    expect(await reprise(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) as string });
  });
});

describe('a recorded Linux that crashes', () => {
  it('is shown with the symbols of its kernel, and reproduced', async () => {
    const recording = folder.file('linux');
    const run = await reprise(['run', '--cmd', 'echo c > /proc/sysrq-trigger', '--record', recording]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('the guest crashed: Kernel panic - not syncing: sysrq triggered crash, in sysrq_handle_crash < __handle_sysrq < write_sysrq_trigger');
    expect(run.stderr).toContain('the guest reset the machine');
    const { stdout } = await reprise(['crash', 'show', recording]);
    expect(stdout).toMatch(/#\d+ {3}S [0-9a-f]{16} sysrq_handle_crash\+0x/);
    expect(stdout).toContain('--- interrupted by call from user mode');
    expect(await reprise(['crash', 'repro', recording])).toMatchObject({ status: 0 });
  });
});
