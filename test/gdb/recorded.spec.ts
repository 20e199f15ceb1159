import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { replayCommands, ReplayTarget, runCommands, symbolFile } from '@reprise/gdb';
import { HARTS_GUEST, recordGuest, small, toPowerOff, virtRun, type Recorded, type VirtRun } from '@reprise/replay/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Folder } from '../e2e/reprise.ts';
import { needsTool } from '../tools.ts';
import { gdb } from './gdb.ts';
import { icounts, printed } from './served.ts';

const LABELS = ['loop', 'count', 'share', 'on', 'rest', 'awake', 'done'];
const VARIABLES = ['own', 'shared'];
const HARTS = 4;

const fresh = (fault?: Parameters<typeof virtRun>[2]): VirtRun => virtRun(HARTS_GUEST, { smp: HARTS, quantum: 150 }, fault);

/** A store to `shared`: the icount before it, the hart, and what was there. */
interface Store {
  readonly icount: number;
  readonly hart: number;
  readonly before: number;
}

/** All stores to `shared`, as a run that only goes forward has them. */
function storesOf({ run, symbol }: VirtRun): Store[] {
  const address = run.machine.space.hostOffset(Number(symbol('shared')), 8, false);
  run.setBreakpoints(new Set([symbol('share')]));
  const stores: Store[] = [];
  while (run.runUntil().reason === 'breakpoint') {
    stores.push({ icount: run.icount, hart: run.engine.currentHart.index, before: run.machine.memory.u8[address] ?? 0 });
  }
  return stores;
}

needsTool('gdb-multiarch')('gdb on a recorded run of four harts', () => {
  const folder = new Folder();
  const symbols = folder.file('guest');
  let recorded: Recorded;
  let stores: Store[];

  beforeAll(async () => {
    recorded = await recordGuest(toPowerOff, { ...small, keyframeInterval: 4000, checkInterval: 1500 }, fresh());
    stores = storesOf(fresh());
    const map = [...LABELS.map((name) => [name, 'T']), ...VARIABLES.map((name) => [name, 'D'])].map(([name = '', type]) => `${recorded.virt.symbol(name).toString(16)} ${type} ${name}`);
    writeFileSync(symbols, symbolFile(map.join('\n')));
  });
  afterAll(() => folder.remove());

  /** A target at an instant. */
  async function targetAt(icount: number, virt = fresh(), breathe?: () => Promise<void>): Promise<ReplayTarget> {
    const replayer = await recorded.replay(virt, { breathe, breathEvery: 1000 });
    await replayer.seek(icount);
    return new ReplayTarget(replayer, { ...runCommands(replayer.run, undefined), ...replayCommands(replayer) });
  }

  const times = (count: number, ...commands: string[]): string[] => Array.from({ length: count }, () => commands).flat();

  it('finds the stores that changed a variable, one before the other, and they are those of a run that goes forward', async () => {
    const from = recorded.recording.end.icount;
    const expected = stores.toReversed().slice(0, 6);
    const output = await gdb(await targetAt(from), ['watch *(long *)&shared', ...times(6, 'reverse-continue', 'monitor icount', 'print $_thread', 'print *(long *)&shared')], { symbols });
    expect(icounts(output)).toEqual(expected.map(({ icount }) => icount));
    expect(printed(output)).toEqual(expected.flatMap(({ hart, before }) => [`${hart + 1}`, `${before}`]));
    for (const { before } of expected) expect(output).toContain(`Old value = ${before + 1}\nNew value = ${before}\n`);
    expect(output.match(/ in share \(\)$/gm)).toHaveLength(6);
  });

  it('finds the same stores forward: it stops behind each', async () => {
    const output = await gdb(await targetAt(0), ['watch *(long *)&shared', ...times(6, 'continue', 'monitor icount', 'print $_thread')], { symbols });
    expect(icounts(output)).toEqual(stores.slice(0, 6).map(({ icount }) => icount + 1));
    expect(printed(output)).toEqual(stores.slice(0, 6).map(({ hart }) => `${hart + 1}`));
  });

  it('stops at breakpoints both ways, whichever hart comes to them', async () => {
    const commands = ['break *&share', ...times(8, 'continue', 'monitor icount'), ...times(7, 'reverse-continue', 'monitor icount')];
    const output = await gdb(await targetAt(0), commands, { symbols });
    const forward = stores.slice(0, 8).map(({ icount }) => icount);
    expect(icounts(output)).toEqual([...forward, ...forward.slice(0, 7).toReversed()]);
  });

  it('steps back and forth the thread that is selected', async () => {
    const output = await gdb(await targetAt(4321), ['thread 3', ...times(5, 'print $pc', 'reverse-stepi'), ...times(5, 'print $pc', 'stepi'), 'print $pc', 'print $_thread'], { symbols });
    const pcs = printed(output);
    expect(pcs.slice(0, 5).toReversed()).toEqual(pcs.slice(6, 11));
    expect(pcs.at(-1)).toBe('3');
  });

  it('comes to both ends of history', async () => {
    const output = await gdb(await targetAt(300), ['reverse-continue', 'monitor icount', 'reverse-stepi', 'continue', 'monitor icount', 'stepi', 'monitor icount', 'reverse-stepi', 'monitor icount'], { symbols });
    expect(output.match(/No more reverse-execution history/g)).toHaveLength(4);
    const end = recorded.recording.end.icount;
    expect(icounts(output)).toEqual([0, end, end, end - 1]);
  });

  it('goes to an instruction', async () => {
    const [store] = stores.slice(10);
    const output = await gdb(await targetAt(0), [`monitor seek ${store?.icount}`, 'maintenance flush register-cache', `thread ${(store?.hart ?? 0) + 1}`, 'print $pc == &share', 'info threads', 'monitor seek 12345678', 'monitor seek'], { symbols });
    expect(printed(output)).toEqual(['1']);
    expect(output).toMatch(/hart 0[^]*hart 1[^]*hart 2[^]*hart 3/);
    expect(output).toContain('the recording has the instructions 0 to');
    expect(output).toContain('expected seek N');
  });

  it('changes nothing in it, and says so', async () => {
    const target = await targetAt(1000);
    const output = await gdb(target, ['set $t0 = 5', 'set *(long *)&shared = 5', 'print *(long *)&shared', 'print $pc = 0', 'info mem'], { symbols });
    expect(output).toContain("Could not write register \"t0\"; remote failure reply 'E.this is a recorded run: it can be looked at, not changed'");
    expect(output).toMatch(/Cannot access memory at address 0x[0-9a-f]+/);
    expect(output).toMatch(/0x0000000000000000 0x8000000000000000 ro/);
  });

  it('tells of a divergence, and stands where all was still right', async () => {
    const faulty = fresh({ icount: 5000, hart: 0, register: 18, value: 0x8000_2000n });
    const output = await gdb(await targetAt(0, faulty), ['continue', 'monitor icount', 'reverse-stepi', 'monitor icount'], { symbols });
    expect(output).toMatch(/the replay differs from the recording in segment 1, .*; now at instruction 4000, the last known to be the same\n[^]*SIGABRT/);
    expect(icounts(output)).toEqual([4000, 3999]);
  });

  it.each(['continue', 'reverse-continue'])('is interrupted while it is under way: %s', async (go) => {
    let process: ChildProcess | undefined;
    let isArmed = false;
    const arrived = Promise.withResolvers<void>();
    const target = await targetAt(8000, fresh(), async () => {
      if (!isArmed) return;
      isArmed = false;
      process?.kill('SIGINT');
      await arrived.promise;
    });
    const interrupt = target.interrupt.bind(target);
    target.interrupt = () => {
      interrupt();
      arrived.resolve();
    };
    const onStart = (started: ChildProcess): void => {
      process = started;
      isArmed = true;
      started.on('close', () => arrived.resolve());
    };
    const output = await gdb(target, ['watch *(char *)&own + 100', go, 'monitor icount', 'stepi', 'monitor icount'], { symbols, onStart });
    expect(output).toMatch(/received signal SIGINT/);
    const [there = 0, next] = icounts(output);
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(recorded.recording.end.icount);
    expect(next).toBe(there + 1);
  });
});
