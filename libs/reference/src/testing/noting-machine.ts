import type { Access } from '@reprise/ir';
import { FAULT, type ReferenceMachine } from '../reference-machine.ts';

interface Settings {
  /** The first address that faults. */
  readonly wall?: bigint;
  /** Whether floating-point state is on. */
  readonly fp?: boolean;
  /** What every field of the state reads as. */
  readonly state?: bigint;
}

/** A machine with the given integer registers that notes what is done to it. f(n) reads as n + 100, memory as 0x89. */
export function notingMachine(x: Readonly<Record<number, bigint>> = {}, { wall = 1n << 64n, fp = true, state = 9n }: Settings = {}) {
  const log: string[] = [];
  const registers = new Map(Object.entries(x).map(([number, value]) => [Number(number), value]));
  const size = ({ bytes, intent, aligned }: Access): string => `${bytes}${aligned ? ' aligned' : ''} ${intent}`;
  const port: ReferenceMachine = {
    getX: (register) => registers.get(register) ?? 0n,
    setX: (register, value) => void log.push(`x${register} = ${value}`),
    getF: (register) => BigInt(register) + 100n,
    setF: (register, value) => void log.push(`f${register} = ${value}`),
    getState: () => state,
    setState: (field, value) => void log.push(`${field} = ${value}`),
    load: (access, address) => {
      log.push(`load ${size(access)} ${address}`);
      return address >= wall ? FAULT : 0x89n;
    },
    store: (access, address, value) => {
      log.push(`store ${size(access)} ${address} ${value}`);
      return address >= wall ? FAULT : undefined;
    },
    call: (helper, args) => {
      log.push(`${helper}(${args.join(', ')})`);
      return helper === 'trap' ? FAULT : 42n;
    },
    fp: (op, args, rm) => (rm === 5 ? FAULT : BigInt(args.length)),
    requireFp: () => fp,
  };
  return { port, log };
}
