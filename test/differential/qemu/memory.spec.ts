import { expect, it } from 'vitest';
import { needsTool } from '../../tools.ts';
import { SCALE, SEED } from '../seed.ts';
import { expectAgreement } from './comparison.ts';
import { EngineRunner } from './engine-runner.ts';
import { memoryCase, pagingCase } from './generate.ts';

const kinds = [
  { name: 'loads, stores and atomics', make: memoryCase, cases: 4000 },
  { name: 'the same under page tables', make: pagingCase, cases: 1500 },
] as const;

needsTool('qemu-system-riscv64', 'riscv64-unknown-elf-gcc')(`the engine does what QEMU does, seed ${SEED}`, () => {
  const engine = new EngineRunner();
  it.each(kinds)('$name', async ({ make, cases }) => {
    const all = Array.from({ length: cases * SCALE }, (_, index) => make(SEED, index));
    expect(await expectAgreement((batch) => engine.runCases(batch), all)).toBeGreaterThan(all.length * 0.99);
  });
});
