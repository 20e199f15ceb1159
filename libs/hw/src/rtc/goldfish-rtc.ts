/**
 * Goldfish RTC: Google's "Goldfish Virtual Hardware", section "Real-Time Clock", as on QEMU's virt board. Nanoseconds since
 * 1970 in two halves; reading the low one latches the high one. The time is `start` plus virtual time, so that it is the same
 * in every run. Unlike QEMU's, an alarm stays at its time when the clock is set.
 */
import { high32, join64, low32 } from '@reprise/bits';
import { NEVER } from '@reprise/clock';
import { int } from '@reprise/options';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import { flag, type StateOf, u32, u64 } from '@reprise/vmstate';

const NS_PER_SECOND = 1_000_000_000n;
/** 2024-01-01T00:00:00Z, in seconds since 1970. */
const DEFAULT_START = 1_704_067_200;

const properties = {
  start: int({ default: DEFAULT_START, max: 9_000_000_000, description: 'time at the start of the run, in seconds since 1970' }),
};
type Context = DeviceContext<typeof properties>;

const fields = (start: number) => ({
  /** The clock minus virtual time, in ns modulo 2^64. */
  offset: u64(BigInt(start) * NS_PER_SECOND),
  latchedHigh: u32(),
  alarm: u64(),
  alarmRunning: flag(),
  irqPending: flag(),
  irqEnabled: flag(),
});
type Rtc = StateOf<ReturnType<typeof fields>>;

const time = (s: Rtc, dev: Context): bigint => BigInt.asUintN(64, BigInt(dev.now()) + s.offset);

function setTime(s: Rtc, value: bigint, dev: Context): void {
  s.offset = value - BigInt(dev.now());
  if (s.alarmRunning) startAlarm(s, dev);
}

/** An alarm for a time gone by goes off at once. */
function startAlarm(s: Rtc, dev: Context): void {
  const wait = s.alarm - time(s, dev);
  const deadline = BigInt(dev.now()) + wait;
  dev.timer('alarm').cancel();
  s.alarmRunning = wait > 0n;
  if (!s.alarmRunning) s.irqPending = true;
  else if (deadline < BigInt(NEVER)) dev.timer('alarm').set(Number(deadline));
}

function clearAlarm(s: Rtc, dev: Context): void {
  s.alarmRunning = false;
  dev.timer('alarm').cancel();
}

export const goldfishRtc = defineDevice({
  name: 'goldfish_rtc',
  description: 'Goldfish real-time clock',
  properties,
  state: (props) => fields(props.start),
  mmio: [
    {
      name: 'rtc',
      size: 0x1000,
      valid: { min: 4, max: 4 },
      registers: [
        {
          at: 0x00,
          name: 'TIME_LOW',
          read: (s, dev) => low32(time(s, dev)),
          then: (s, dev) => { s.latchedHigh = high32(time(s, dev)); },
          write: (s, value, dev) => setTime(s, join64(high32(time(s, dev)), value), dev),
        },
        {
          at: 0x04,
          name: 'TIME_HIGH',
          read: (s) => s.latchedHigh,
          write: (s, value, dev) => setTime(s, join64(value, low32(time(s, dev))), dev),
        },
        {
          at: 0x08,
          name: 'ALARM_LOW',
          read: (s) => low32(s.alarm),
          write: (s, value, dev) => {
            s.alarm = join64(high32(s.alarm), value);
            startAlarm(s, dev);
          },
        },
        { at: 0x0c, name: 'ALARM_HIGH', read: (s) => high32(s.alarm), write: (s, value) => { s.alarm = join64(value, low32(s.alarm)); } },
        { at: 0x10, name: 'IRQ_ENABLED', read: (s) => Number(s.irqEnabled), write: (s, value) => { s.irqEnabled = (value & 1) !== 0; } },
        { at: 0x14, name: 'CLEAR_ALARM', write: (s, _value, dev) => clearAlarm(s, dev) },
        { at: 0x18, name: 'ALARM_STATUS', read: (s) => Number(s.alarmRunning) },
        { at: 0x1c, name: 'CLEAR_INTERRUPT', write: (s) => { s.irqPending = false; } },
      ],
    },
  ],
  irq: (s) => s.irqPending && s.irqEnabled,
  timers: { alarm: startAlarm },
});
