/** Ways to execute instructions: they differ in speed, and in nothing else. */
export const tierNames = ['jit', 'interp', 'reference'] as const;
export type TierName = (typeof tierNames)[number];

export const DEFAULT_TIER: TierName = 'jit';
