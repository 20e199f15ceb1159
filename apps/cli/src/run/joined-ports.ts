import type { RunPorts } from '@reprise/vm-host';

/** What those who watch a run want it to be made with. */
export type WatchPorts = Pick<RunPorts, 'trace' | 'onInstruction' | 'jit'>;

/** Lets all of them watch; only one may want every instruction. */
export function joinedPorts(given: readonly (WatchPorts | undefined)[]): WatchPorts {
  const all = given.filter((ports) => ports !== undefined);
  const [only] = all;
  if (!only) return {};
  if (all.length === 1) return only;
  const traces = all.flatMap(({ trace }) => trace ?? []);
  const observers = all.flatMap(({ jit }) => jit?.observer ?? []);
  const onInstruction = all.find((ports) => ports.onInstruction)?.onInstruction;
  return {
    trace: {
      mmio: (event) => traces.forEach((trace) => trace.mmio?.(event)),
      irq: (event) => traces.forEach((trace) => trace.irq?.(event)),
      guestError: (event) => traces.forEach((trace) => trace.guestError?.(event)),
    },
    ...(onInstruction && { onInstruction }),
    jit: {
      counts: all.some(({ jit }) => jit?.counts),
      ...(observers.length > 0 && { observer: {
        compiling: (pc) => observers.forEach((observer) => observer.compiling?.(pc)),
        compiled: (compilation) => observers.forEach((observer) => observer.compiled?.(compilation)),
        dropped: (region, reason) => observers.forEach((observer) => observer.dropped?.(region, reason)),
      } }),
    },
  };
}
