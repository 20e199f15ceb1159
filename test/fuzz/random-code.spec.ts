import { hash } from 'node:crypto';
import { createMachine, machineRegistry, type MachineConfiguration } from '@reprise/machine';
import { parseCpuOption } from '@reprise/riscv';
import { Run } from '@reprise/vm';
import { describe, expect, it } from 'vitest';

const RAM = 0x8000_0000;
const MEMORY = 16 << 20;
const CODE_BYTES = 2048;
const STEPS = 400;
const CASES = 5000;
/** Cases that a second machine repeats. */
const REPEATED = 250;

/** Stops that a guest may bring about by itself. */
const ENDS = new Set(['limit', 'idle', 'shutdown', 'reset']);
/** Base addresses that make device accesses likely: of the board's devices, RAM, and nothing. */
const PLACES = [0x10_0000, 0x10_1000, 0x200_0000, 0xc00_0000, 0xc20_0000, 0x1000_0000, 0x1000_8000, 0x1010_0000, 0x2000_0000, RAM, RAM + MEMORY - 64, 0x4000_0000];

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');
const registry = machineRegistry();

/** A small generator of numbers that are the same each time (xorshift, 32 bits). */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }
}

function virtMachine(): Run {
  const configuration: MachineConfiguration = {
    machine: 'virt', cpu: parseCpuOption(registry, 'rv64'), memory: MEMORY, smp: 2, bios: 'none',
    kernel: { name: 'nothing', bytes: new Uint8Array(4) }, seed: 1n, rtcStart: 1_000_000_000,
    devices: [{ type: 'virtio-rng-device', properties: {} }],
  };
  return new Run({
    createMachine: (environment) => createMachine(registry, configuration, { ...environment, backends: {}, sha256, trace: null }),
    hash: sha256,
    quantum: 200,
    stopAtReset: true,
  });
}

/** Puts random code, registers and a random privilege into the machine, as far as possible from anything sensible. */
function disturb(run: Run, random: Random): void {
  run.reset();
  const ram = run.machine.ramBlocks.find(({ size }) => size === MEMORY);
  if (!ram) throw new Error('the board has no RAM');
  const code = new Uint8Array(CODE_BYTES);
  for (let i = 0; i < CODE_BYTES; i++) code[i] = random.next();
  // half of the words get an opcode that exists, so that more than illegal instructions is met
  for (let i = 0; i < CODE_BYTES; i += 8) code[i] = [0x03, 0x13, 0x23, 0x2f, 0x33, 0x53, 0x63, 0x67, 0x6f, 0x73, 0x07, 0x27, 0x1b, 0x3b][random.below(14)] ?? 0x13;
  ram.writeBytes(0, code);
  for (const hart of run.machine.harts) {
    for (let register = 1; register < 32; register++) {
      const place = BigInt(PLACES[random.below(PLACES.length)] ?? RAM) + BigInt(random.below(256) & ~7);
      hart.setX(register, random.below(3) === 0 ? (BigInt(random.next()) << 32n) | BigInt(random.next()) : place);
    }
    hart.set('pc', BigInt(RAM + (random.below(CODE_BYTES) & ~1)));
    hart.set('mtvec', BigInt(RAM + (random.below(CODE_BYTES) & ~3)));
    hart.set('stvec', BigInt(RAM + (random.below(CODE_BYTES) & ~3)));
    hart.set('mstatus', 0x6000n | BigInt(random.below(2) << 3));
    hart.set('mie', BigInt(random.next() & 0xaaa));
    hart.set('medeleg', BigInt(random.next() & 0xb3ff));
  }
}

describe('random code with random registers on the board virt', () => {
  it(`ends for a reason of the guest's, and never in an exception of ours: ${CASES} cases`, () => {
    const run = virtMachine();
    const reasons = new Map<string, number>();
    for (let seed = 1; seed <= CASES; seed++) {
      disturb(run, new Random(seed * 2_654_435_761));
      const stop = run.runUntil({ icount: run.icount + STEPS });
      if (!ENDS.has(stop.reason)) throw new Error(`seed ${seed}: ${JSON.stringify(stop, (_, value: unknown) => (value instanceof Error ? value.stack : value))}`);
      reasons.set(stop.reason, (reasons.get(stop.reason) ?? 0) + 1);
    }
    expect(reasons.get('limit')).toBeGreaterThan(CASES / 2);
  });

  it(`does the same twice: ${REPEATED} cases`, () => {
    const digests = [1, 2].map(() => {
      const run = virtMachine();
      return Array.from({ length: REPEATED }, (_, index) => {
        disturb(run, new Random((index + 1) * 40_503));
        run.runUntil({ icount: run.icount + STEPS });
        return index % 10 === 9 ? run.digest() : '';
      });
    });
    expect(digests[1]).toEqual(digests[0]);
  });
});
