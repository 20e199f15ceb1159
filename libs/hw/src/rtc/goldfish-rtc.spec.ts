import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { goldfishRtc } from './goldfish-rtc.ts';

const R = { TIME_LOW: 0, TIME_HIGH: 4, ALARM_LOW: 8, ALARM_HIGH: 0xc, IRQ_ENABLED: 0x10, CLEAR_ALARM: 0x14, ALARM_STATUS: 0x18, CLEAR_INTERRUPT: 0x1c } as const;

class Rtc extends DeviceBench {
  constructor(start?: number) {
    super(goldfishRtc, { properties: start === undefined ? {} : { start } });
  }

  /** As a driver reads it: low, which latches high. */
  time(): bigint {
    const low = this.read(R.TIME_LOW);
    return (BigInt(this.read(R.TIME_HIGH)) << 32n) | BigInt(low);
  }

  setTime(ns: bigint): void {
    this.write(R.TIME_HIGH, Number(ns >> 32n));
    this.write(R.TIME_LOW, Number(ns & 0xffff_ffffn));
  }

  alarm(ns: bigint): void {
    this.write(R.ALARM_HIGH, Number(ns >> 32n));
    this.write(R.ALARM_LOW, Number(ns & 0xffff_ffffn));
  }
}

describe('goldfish_rtc', () => {
  it.each([
    { name: 'from its default start', start: undefined, ns: 5, time: 1_704_067_200_000_000_005n },
    { name: 'from a start given', start: 7, ns: 1_500_000_000, time: 8_500_000_000n },
    { name: 'from 1970', start: 0, ns: 0, time: 0n },
  ])('counts $name', ({ start, ns, time }) => {
    const rtc = new Rtc(start);
    rtc.advance(ns);
    expect(rtc.time()).toBe(time);
  });

  it('latches the high half when the low one is read', () => {
    const rtc = new Rtc(0);
    rtc.clock.set(2 ** 32 - 1);
    expect(rtc.read(R.TIME_LOW)).toBe(0xffff_ffff);
    rtc.advance(1);
    expect([rtc.read(R.TIME_HIGH), rtc.read(R.TIME_LOW), rtc.read(R.TIME_HIGH)]).toEqual([0, 0, 1]);
  });

  it('can be set', () => {
    const rtc = new Rtc();
    rtc.setTime(0x1234_5678_9abc_def0n);
    rtc.advance(0x10);
    expect(rtc.time()).toBe(0x1234_5678_9abc_df00n);
  });

  it('raises its line at the alarm, if enabled, until it is cleared', () => {
    const rtc = new Rtc(10);
    rtc.write(R.IRQ_ENABLED, 1);
    rtc.alarm(10_000_000_500n);
    rtc.advance(499);
    expect([rtc.read(R.ALARM_STATUS), rtc.level()]).toEqual([1, false]);
    rtc.advance(1);
    expect([rtc.read(R.ALARM_STATUS), rtc.level()]).toEqual([0, true]);
    rtc.write(R.IRQ_ENABLED, 0);
    expect(rtc.level()).toBe(false);
    rtc.write(R.IRQ_ENABLED, 1);
    rtc.write(R.CLEAR_INTERRUPT, 1);
    expect(rtc.level()).toBe(false);
  });

  it('goes off at once for a time gone by', () => {
    const rtc = new Rtc(10);
    rtc.write(R.IRQ_ENABLED, 1);
    rtc.alarm(9_000_000_000n);
    expect([rtc.level(), rtc.read(R.ALARM_STATUS)]).toEqual([true, 0]);
  });

  it('forgets an alarm that is cleared', () => {
    const rtc = new Rtc(10);
    rtc.write(R.IRQ_ENABLED, 1);
    rtc.alarm(10_000_000_500n);
    rtc.write(R.CLEAR_ALARM, 1);
    rtc.advance(1000);
    expect([rtc.level(), rtc.timers.nextDeadline()]).toEqual([false, null]);
  });

  it('moves the alarm with the clock', () => {
    const rtc = new Rtc(10);
    rtc.write(R.IRQ_ENABLED, 1);
    rtc.alarm(20_000_000_000n);
    rtc.setTime(19_999_999_990n);
    rtc.advance(9);
    expect(rtc.level()).toBe(false);
    rtc.advance(1);
    expect(rtc.level()).toBe(true);
  });

  it('does not hold idle harts to an alarm that never comes', () => {
    const rtc = new Rtc(10);
    rtc.alarm(0xffff_ffff_ffff_ffffn);
    expect([rtc.timers.nextDeadline(), rtc.read(R.ALARM_STATUS)]).toEqual([null, 1]);
  });
});

it.each([1, 2, 3])('stands whatever a guest does (seed %i)', (seed) => {
  expect(isAllSaved(() => new Rtc(), { seed, offsets: Object.values(R), values: [0, 1, 0xffff_ffff, 1_704_067_200] })).toBe(true);
});
