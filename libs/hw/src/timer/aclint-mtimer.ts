/**
 * RISC-V ACLINT 1.0-rc4, MTIMER device: one MTIME for all and one MTIMECMP a hart, as in the second part of a SiFive CLINT
 * (from its offset 0x4000 on). MTIME is virtual time in ticks of `timebase-freq`, plus what the guest wrote to it.
 * After a reset MTIMECMP is all ones, so that nothing is pending until it is written.
 */
import type { Nanoseconds } from '@reprise/bits';
import { NEVER } from '@reprise/clock';
import { int } from '@reprise/options';
import { defineDevice, type Device, type DeviceContext } from '@reprise/qdev';
import { array, flag, type StateOf, u64 } from '@reprise/vmstate';

const MTIME = 0x7ff8;
const NS_PER_SECOND = 1_000_000_000n;
const WRAP = 1n << 64n;

const properties = {
  'num-harts': int({ default: 1, min: 1, max: 4095, description: 'harts' }),
  'timebase-freq': int({ default: 10_000_000, min: 1, max: 1_000_000_000, description: 'ticks of MTIME in a second' }),
};
type Context = DeviceContext<typeof properties>;

const fields = (harts: number) => ({
  mtimecmp: array(u64(WRAP - 1n), harts),
  /** MTIME minus the ticks of virtual time, modulo 2^64. */
  delta: u64(),
  /** Changes each time MTIME is written. */
  moved: flag(),
});
type Mtimer = StateOf<ReturnType<typeof fields>>;

/** Whole ticks at a virtual time. */
const ticksAt = (now: Nanoseconds, frequency: number): bigint => (BigInt(now) * BigInt(frequency)) / NS_PER_SECOND;
/** The first ns of a tick. */
const startOf = (tick: bigint, frequency: number): bigint => (tick * NS_PER_SECOND + BigInt(frequency) - 1n) / BigInt(frequency);
const ticks = (dev: Context): bigint => ticksAt(dev.now(), dev.props['timebase-freq']);
const mtime = (s: Mtimer, dev: Context): bigint => BigInt.asUintN(64, ticks(dev) + s.delta);

/** Sets the timer to when the next of the lines changes: MTIME reaches an MTIMECMP, or it wraps and is below all of them again. */
function arm(s: Mtimer, dev: Context): void {
  const now = mtime(s, dev);
  let wait = WRAP - now;
  for (const compare of s.mtimecmp) if (compare > now && compare - now < wait) wait = compare - now;
  const deadline = startOf(ticks(dev) + wait, dev.props['timebase-freq']);
  if (deadline < BigInt(NEVER)) dev.timer('reached').set(Number(deadline));
  else dev.timer('reached').cancel();
}

export const aclintMtimer = defineDevice({
  name: 'riscv.aclint.mtimer',
  description: 'RISC-V ACLINT machine-level timers',
  properties,
  state: (props) => fields(props['num-harts']),
  mmio: [
    {
      name: 'mtimer',
      size: 0x8000,
      valid: { min: 4, max: 8 },
      registers: [
        {
          at: 0,
          size: 8,
          name: 'MTIMECMP',
          count: (props) => props['num-harts'],
          read: (s, _dev, hart) => s.mtimecmp[hart] ?? 0n,
          write: (s, value, dev, hart) => {
            s.mtimecmp[hart] = value;
            arm(s, dev);
          },
        },
        {
          at: MTIME,
          size: 8,
          name: 'MTIME',
          read: mtime,
          write: (s, value, dev) => {
            s.delta = value - ticks(dev);
            s.moved = !s.moved;
            arm(s, dev);
          },
        },
      ],
    },
  ],
  outputs: {
    mtip: { count: (props) => props['num-harts'], level: (s, dev, hart) => mtime(s, dev) >= (s.mtimecmp[hart] ?? WRAP) },
    /** Changes each time MTIME is written, for those who have deadlines in its ticks of their own (Sstc). */
    moved: { level: (s) => s.moved },
  },
  timers: { reached: arm },
});

/** MTIME of an MTIMER, which is also what the `time` CSR of its harts shows: in ticks, exact below 2^53. */
export function readMtime(mtimer: Device): number {
  const ops = mtimer.region('mtimer').port?.ops;
  return (ops?.peek?.(MTIME + 4, 4) ?? 0) * 2 ** 32 + (ops?.peek?.(MTIME, 4) ?? 0);
}

/** The virtual time at which MTIME reaches `target` ticks (the time now, if it has); NEVER if it does not in this run. */
export function deadlineOf(mtimer: Device, target: number): Nanoseconds {
  const frequency = Number(mtimer.get('timebase-freq'));
  const wait = target - readMtime(mtimer);
  if (wait <= 0) return mtimer.now();
  const deadline = startOf(ticksAt(mtimer.now(), frequency) + BigInt(wait), frequency);
  return deadline < BigInt(NEVER) ? Number(deadline) : NEVER;
}
