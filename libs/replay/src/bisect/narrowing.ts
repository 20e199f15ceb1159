type Holds<Place extends readonly number[]> = (...place: Place) => Promise<boolean>;

/** The least number in (low, high] for which something holds that, where it holds, holds for all above. It does for `high`, which is not asked. */
export async function firstWhere(low: number, high: number, holds: Holds<[number]>): Promise<number> {
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (await holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The smallest stretch first..last of 0 .. count-1 for which something holds that, where it holds, holds for all stretches around. It does for the whole. */
export async function smallestStretch(count: number, holds: Holds<[first: number, last: number]>): Promise<readonly [first: number, last: number]> {
  const last = await firstWhere(-1, count - 1, (last) => holds(0, last));
  const before = await firstWhere(-1, last, (before) => holds(last - before, last));
  return [last - before, last];
}
