import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

describe('Pace', () => {
  it('lets virtual time come as far as wall time', () => {
    const pace = new Pace(1000, 5_000_000);
    expect([pace.limit(1000), pace.limit(1002.5), pace.limit(999)]).toEqual([5_000_000, 7_500_000, 5_000_000]);
    expect([pace.delay(1000, 8_000_000), pace.delay(1002, 8_000_000), pace.delay(1010, 8_000_000)]).toEqual([3, 1, 0]);
    expect(pace.delay(1000, Infinity)).toBe(Infinity);
  });

  it('does not let a guest that computed make up for it', () => {
    const pace = new Pace(0, 0);
    pace.fallBehind(1000, 300_000_000);
    expect([pace.limit(1000), pace.limit(1010)]).toEqual([300_000_000, 310_000_000]);
  });

  it('does not let a guest gain time by being ahead', () => {
    const pace = new Pace(0, 0);
    pace.fallBehind(1, 3_000_000);
    expect(pace.limit(1)).toBe(1_000_000);
  });
});
