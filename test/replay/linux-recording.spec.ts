/** Linux, typed at while it boots and works with its disk, recorded; and every instant of it again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLog } from '@reprise/replay';
import { loadRecordings, prepareRun, type RunConfiguration } from '@reprise/vm-host';
import { afterAll, describe, expect, it } from 'vitest';

const { FolderRecording, OpenedRecording } = await loadRecordings();

const scratch = mkdtempSync(join(tmpdir(), 'reprise-linux-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const disk = join(scratch, 'disk');
writeFileSync(disk, new Uint8Array(1 << 20));

const COMMAND = `stty -echo; for i in 1 2 3; do read line; echo "$i: $line"; done
dd if=/dev/urandom of=/dev/vda bs=4k count=16 conv=fsync 2>/dev/null; md5sum /dev/vda; sleep 0.3; exit 7`;

const configuration = (smp: number): RunConfiguration => ({
  machine: 'virt', machineProperties: {}, cpu: 'rv64', memory: 64 << 20, smp,
  boot: { kind: 'linux', command: COMMAND }, guests: join(import.meta.dirname, '../../guests'), append: 'console=ttyS0 quiet loglevel=3', quietFirmware: true,
  drives: [{ file: disk, id: 'd', interface: 'virtio', readonly: false, snapshot: true }],
  devices: [], globals: [], seed: 11n, rtcStart: 1_700_000_000, icountShift: 0, engine: 'interp', stopAtReset: true,
});

/** Numbers below a limit that look random and are the same each time. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
}

/** Records a run at which keys are typed at odd moments. Digests on the way, by icount. */
async function record(path: string, smp: number): Promise<{ readonly text: string; readonly digests: ReadonlyMap<number, string> }> {
  const log = new ConsoleLog();
  let text = '';
  const write = (byte: number): void => {
    text += String.fromCharCode(byte);
    log.write(byte);
  };
  using prepared = await prepareRun(configuration(smp), { console: { write } });
  const { run, consoleDevice } = prepared;
  await using recording = await FolderRecording.begin(path, configuration(smp), prepared, { console: log, keyframeInterval: 25_000_000, checkInterval: 10_000_000 });
  const random = randomOf(smp);
  const keys = [...'first\nsecond\nthird\n'];
  const digests = new Map<number, string>();
  for (;;) {
    const stop = await recording.runUntil({ icount: run.icount + 1 + random(4_000_000), time: run.now.time + 1 + random(40_000_000) });
    if (stop.reason !== 'limit') {
      if (stop.reason !== 'shutdown') throw new Error(stop.reason);
      await recording.finish({ reason: 'shutdown', exitCode: stop.exitCode });
      return { text, digests };
    }
    if (random(8) === 0) digests.set(run.icount, run.digest());
    const key = run.icount > 20_000_000 && random(3) === 0 ? keys.shift() : undefined;
    if (key !== undefined) run.inject({ kind: 'characters', device: consoleDevice ?? '', bytes: new TextEncoder().encode(key) });
  }
}

describe.each([1, 4])('a recording of Linux with %i harts', (smp) => {
  it('is the same run at every instant, in whatever order they are looked at', async () => {
    const path = join(scratch, `recording${smp}`);
    const { text, digests } = await record(path, smp);
    expect(text.replaceAll('\r', '')).toMatch(/1: first\n2: second\n3: third\n[0-9a-f]{32} {2}\/dev\/vda\n$/);
    const opened = await OpenedRecording.open(path);
    const { recording } = opened;
    expect(recording.end.outcome).toEqual({ kind: 'shutdown', exitCode: 7 });
    let again = '';
    using prepared = opened.makeRun({ console: { write: (byte) => void (again += String.fromCharCode(byte)) } });
    const replayer = await opened.replay(prepared);
    await replayer.toEnd();
    expect([again, replayer.run.digest()]).toEqual([text, recording.end.digest]);
    let compared = 0;
    for (const [icount, digest] of [...digests].toReversed()) {
      // While every hart waits, several instants have one icount: only the first of them is that of the icount.
      const found = await replayer.stateAt(icount);
      if (replayer.run.engine.isWaiting) continue;
      expect([icount, found]).toEqual([icount, digest]);
      compared++;
    }
    expect(compared).toBeGreaterThan(2);
    const middle = Math.floor(recording.end.icount / 2);
    await replayer.seek(middle);
    const before = replayer.run.digest();
    for (let step = 0; step < 5; step++) await replayer.reverseStep(7);
    await replayer.step(35);
    expect(replayer.run.digest()).toBe(before);
  });
});
