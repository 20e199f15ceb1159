import type { Profile, ProfileCounts, Sample } from './profile.ts';

/** A file of https://www.speedscope.app, as far as it is used: one sampled profile for each hart, weighted in instructions. */
export interface SpeedscopeFile {
  readonly $schema: 'https://www.speedscope.app/file-format-schema.json';
  readonly exporter: 'reprise';
  readonly name: string;
  readonly activeProfileIndex: 0;
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly {
    readonly type: 'sampled';
    readonly name: string;
    readonly unit: 'none';
    readonly startValue: 0;
    readonly endValue: number;
    /** Indices of frames, the outermost first. */
    readonly samples: readonly (readonly number[])[];
    readonly weights: readonly number[];
  }[];
  /** What speedscope does not show. */
  readonly reprise: ProfileCounts;
}

export function speedscopeFile(name: string, { period, samples, counts }: Profile): SpeedscopeFile {
  const frames = [...new Set(samples.flatMap(({ stack }) => stack))];
  const indexOf = new Map(frames.map((frame, index) => [frame, index]));
  const profileOf = (hart: number, own: readonly Sample[]): SpeedscopeFile['profiles'][number] => ({
    type: 'sampled',
    name: `hart ${hart}`,
    unit: 'none',
    startValue: 0,
    endValue: own.length * period,
    samples: own.map(({ stack }) => stack.flatMap((frame) => indexOf.get(frame) ?? [])),
    weights: own.map(() => period),
  });
  const harts = [...Map.groupBy(samples, ({ hart }) => hart)].sort(([a], [b]) => a - b);
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'reprise',
    name,
    activeProfileIndex: 0,
    shared: { frames: frames.map((frame) => ({ name: frame })) },
    profiles: harts.map(([hart, own]) => profileOf(hart, own)),
    reprise: counts,
  };
}
