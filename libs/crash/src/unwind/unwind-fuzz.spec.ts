import { virtRun } from '@reprise/vm/testing';
import { expect, it } from 'vitest';
import { Backtraces } from './backtrace.ts';
import { MOST_FRAMES } from './unwind.ts';

/** Instructions that lead somewhere, beside random ones. */
const WORDS = [0x8067, 0x3020_0073, 0x1020_0073, 0x0000_00ef, 0x0000_80e7, 0xfe01_0113, 0x0181_3083, 0x0201_0113, 0x0011_3c23, 0x3410_1073, 0xfd7f_f06f, 0x0000_0317, 0x0003_0067];
const RAM = 0x8000_0000;
const BYTES = 1 << 14;

it('ends whatever is in memory and registers, and changes nothing', () => {
  const { run } = virtRun('j .');
  const hart = run.engine.currentHart;
  const ram = run.machine.ramBlocks.find(({ size }) => size === 16 << 20);
  if (!ram) throw new Error('the board has no RAM of 16 MiB');
  let state = 5;
  const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
  const somewhere = (): bigint => (random(4) === 0 ? BigInt(random(2 ** 32)) << BigInt(random(33)) : BigInt(RAM + random(BYTES)));
  let found = 0;
  for (let round = 0; round < 300; round++) {
    for (let at = 0; at < BYTES; at += 4) {
      ram.write(at, random(8) === 0 ? random(2 ** 32) : (WORDS[random(64) % WORDS.length] ?? 0), 4);
    }
    const stack = BYTES - 4096;
    for (let at = stack; at < BYTES; at += 8) ram.write64(at, random(2) === 0 ? BigInt(RAM + (random(BYTES) & ~1)) : somewhere());
    for (let register = 1; register < 32; register++) hart.setX(register, somewhere());
    for (const field of ['mtvec', 'stvec', 'mepc', 'sepc', 'satp', 'mscratch'] as const) hart.set(field, field === 'satp' && random(2) === 0 ? 0n : somewhere());
    hart.set('satp', (hart.get('satp') & 0xfff_ffff_ffff_ffffn) | (BigInt(random(2) * 8) << 60n));
    hart.setX(2, BigInt(RAM + stack + (random(1024) & ~7)));
    hart.set('pc', random(8) === 0 ? somewhere() & ~1n : BigInt(RAM + (random(stack) & ~3)));
    hart.set('privilege', BigInt([0, 1, 3, 3, 3][random(5)] ?? 3));
    const before = run.digest();
    const frames = new Backtraces(run).of(hart);
    expect(frames.length).toBeLessThanOrEqual(MOST_FRAMES);
    if (round % 50 === 0) expect(run.digest()).toBe(before);
    found += frames.length - 1;
  }
  expect(found).toBeGreaterThan(20);
});
