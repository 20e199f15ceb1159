/** Going back in a recorded Linux of four harts, under Debian's gdb: what it finds is what a run that goes forward finds. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Folder, reprise } from '../e2e/reprise.ts';
import { needsTool } from '../tools.ts';
import { kernelSymbols } from './kernel-symbols.ts';
import { debug, icounts, printed } from './served.ts';

const HARTS = 4;
const STOPS = 8;
const times = (...commands: string[]): string[] => Array.from({ length: STOPS }, () => commands).flat();

needsTool('gdb-multiarch')('Linux of four harts, recorded', () => {
  const folder = new Folder();
  const recording = folder.file('linux');
  const symbols = folder.file('vmlinux');

  beforeAll(async () => {
    writeFileSync(symbols, kernelSymbols());
    const { status } = await reprise(['run', '--smp', `${HARTS}`, '--cmd', 'for i in 1 2 3 4; do (true &); done', '--insns', '120000000', '--record', recording, '--keyframe-every', '40000000']);
    expect(status).toBe(124);
  });
  afterAll(() => folder.remove());

  /** Stops on the way in one direction: icounts and threads; forward, behind the instruction that touched what is watched. */
  async function stops(at: number, set: string, go: string): Promise<{ readonly icounts: number[]; readonly threads: string[] }> {
    const { output } = await debug(['gdb', recording, '--at', `${at}`], [set, ...times(go, 'monitor icount', 'print $_thread'), 'kill'], symbols);
    return { icounts: icounts(output), threads: printed(output) };
  }

  it.each([
    ['a lock that harts take', 'watch *(int *)&jiffies_lock', 1],
    ['the time', 'watch *(long *)&jiffies', 1],
    ['a function that harts call', 'break *&schedule', 0],
  ])('goes back to what goes forward as well: %s', async (_, set, late) => {
    const back = await stops(110_000_000, set, 'reverse-continue');
    const [first = 0, last = 0] = [back.icounts[0], back.icounts.at(-1)];
    expect(first).toBeGreaterThan(last);
    const forward = await stops(last - 1, set, 'continue');
    expect(forward.icounts).toEqual(back.icounts.toReversed().map((icount) => icount + late));
    expect(forward.threads).toEqual(back.threads.toReversed());
  });

  it('steps any hart back and forth', async () => {
    const walk = Array.from({ length: HARTS }, (_, hart) => [`thread ${hart + 1}`, 'print $pc', 'reverse-stepi', 'reverse-stepi', 'stepi', 'stepi', 'print $pc', 'print $_thread']).flat();
    const { output } = await debug(['gdb', recording, '--at', '100000000'], [...walk, 'kill'], symbols);
    const values = printed(output);
    for (let hart = 0; hart < HARTS; hart++) {
      const [before, after, thread] = values.slice(hart * 3);
      expect([after, thread]).toEqual([before, `${hart + 1}`]);
    }
  });
});
