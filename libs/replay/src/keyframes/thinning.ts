/** How keyframes are thinned out: dense near the present, then about 1, 2, 4, 8 .. intervals apart. */
export interface ThinningPolicy {
  /** Instructions between two keyframes when they are young. */
  readonly interval: number;
  /** Instructions between two keyframes however old they are: what going to any instant may cost, at most. */
  readonly maxGap: number;
}

/** By default, half of the old ones go: any instant stays within two intervals of one. */
export const thinningOf = (interval: number): ThinningPolicy => ({ interval, maxGap: 2 * interval });

/**
 * Those of a recording's keyframes (in order, the first at its start) that are worth keeping when it has come to `now`. What is dropped once
 * would never be kept later, so it does not matter how often this is asked. Between two that are kept lie at most `maxGap` instructions,
 * if there was a keyframe every `interval`.
 */
export function keptKeyframes<T extends { readonly icount: number }>(keyframes: readonly T[], now: number, policy: ThinningPolicy): T[] {
  const origin = keyframes[0]?.icount ?? 0;
  return keyframes.filter(({ icount }, index) => {
    const before = keyframes[index - 1];
    if (!before || index === keyframes.length - 1) return true;
    const spacing = spacingAt(now - icount, policy);
    return cell(icount - origin, spacing) !== cell(before.icount - origin, spacing);
  });
}

const cell = (offset: number, spacing: number): number => Math.floor(offset / spacing);

/** The distance wanted between keyframes of an age: `interval` doubled until it is about the age, so that wide cells are made of narrow ones. */
function spacingAt(age: number, { interval, maxGap }: ThinningPolicy): number {
  let spacing = interval;
  while (spacing * 4 <= age && spacing * 2 <= maxGap) spacing *= 2;
  return spacing;
}
