/** The results as values to be written as JSON. */
import type { Peer } from './runners.ts';
import type { Summary } from './summary.ts';
import { isMet, targets } from './targets.ts';
import { kinds } from './workloads.ts';

export function figures(summary: Summary, peers: readonly Peer[]): object {
  const byPeer = <T>(of: (peer: Peer) => T): Record<string, T> => Object.fromEntries(peers.map((peer) => [peer.name, of(peer)]));
  return {
    programs: summary.comparisons.map((comparison) => {
      const { workload: { name, kind }, ...measured } = comparison;
      const speeds = byPeer((peer) => ({ cpu: summary.speed(comparison, peer.name), wall: summary.speed(comparison, peer.name, 'wall') }));
      return { name, kind, ...measured, speeds };
    }),
    engineStart: summary.engineStart,
    meanSpeeds: byPeer(({ name }) => ({
      ...Object.fromEntries(kinds.map((kind) => [kind, summary.meanSpeed(name, [kind])])),
      all: summary.meanSpeed(name),
      allWall: summary.meanSpeed(name, undefined, 'wall'),
    })),
    targets: targets.map((target) => {
      const { what, bound, limit, unit } = target;
      const measured = target.figure(summary);
      return { what, bound, limit, unit, measured, isMet: measured && isMet(target, measured) };
    }),
  };
}
