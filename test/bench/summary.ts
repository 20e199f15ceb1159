/** What follows from the comparisons: how fast ours is beside each peer. */
import type { Comparison } from './compare.ts';
import type { Cost } from './measure.ts';
import type { Peer } from './runners.ts';
import { geometricMean } from './statistics.ts';
import { baseOf, type Kind } from './workloads.ts';

export type PeerName = Peer['name'];

export class Summary {
  readonly comparisons: readonly Comparison[];
  /** Seconds from the start of the engine to its end after the guest's first instruction; undefined if that was not measured. */
  readonly engineStart: number | undefined;

  constructor(comparisons: readonly Comparison[], engineStart?: number) {
    this.comparisons = comparisons;
    this.engineStart = engineStart;
  }

  find(name: string): Comparison | undefined {
    return this.comparisons.find(({ workload }) => workload.name === name);
  }

  /** What the guest's own work cost: without `start` or `boot`, which are whole themselves. A native program starts for nothing. */
  work({ workload, sides }: Comparison, side: string, clock: keyof Cost): number | undefined {
    const whole = sides[side]?.median[clock];
    if (whole === undefined || workload.kind === 'start' || workload.kind === 'boot') return whole;
    return whole - (this.find(baseOf(workload))?.sides[side]?.median[clock] ?? 0);
  }

  /** The peer's time over ours: 2 is twice as fast as the peer. */
  speed(comparison: Comparison, peer: PeerName, clock: keyof Cost = 'cpu'): number | undefined {
    const [ours, theirs] = [this.work(comparison, 'ours', clock), this.work(comparison, peer, clock)];
    return ours === undefined || theirs === undefined ? undefined : theirs / ours;
  }

  /** The geometric mean of the speeds of some kinds of programs; of all but `start`, unless they are named. NaN for none. */
  meanSpeed(peer: PeerName, kinds?: readonly Kind[], clock: keyof Cost = 'cpu'): number {
    return geometricMean(this.#speeds(peer, kinds, clock).map(({ speed }) => speed));
  }

  /** The program in which ours is slowest beside a peer. */
  slowest(peer: PeerName): { readonly name: string; readonly speed: number } | undefined {
    return this.#speeds(peer).toSorted((a, b) => a.speed - b.speed)[0];
  }

  #speeds(peer: PeerName, kinds?: readonly Kind[], clock: keyof Cost = 'cpu'): { readonly name: string; readonly speed: number }[] {
    return this.comparisons.flatMap((comparison) => {
      const { name, kind } = comparison.workload;
      const speed = this.speed(comparison, peer, clock);
      return speed !== undefined && (kinds?.includes(kind) ?? kind !== 'start') ? [{ name, speed }] : [];
    });
  }
}
