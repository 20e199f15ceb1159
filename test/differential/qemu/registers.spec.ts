import { expect, it } from 'vitest';
import { needsTool } from '../../tools.ts';
import { SCALE, SEED } from '../seed.ts';
import { expectAgreement } from './comparison.ts';
import { EngineRunner } from './engine-runner.ts';
import { csrCase, floatCase, integerCase, trapCase } from './generate.ts';

const kinds = [
  { name: 'integer instructions', make: integerCase, cases: 6000 },
  { name: 'floating point with flags', make: floatCase, cases: 5000 },
  { name: 'CSRs', make: csrCase, cases: 2500 },
  { name: 'traps and returns', make: trapCase, cases: 1500 },
] as const;

needsTool('qemu-system-riscv64', 'riscv64-unknown-elf-gcc')(`the engine does what QEMU does, seed ${SEED}`, () => {
  const engine = new EngineRunner();
  it.each(kinds)('$name', async ({ make, cases }) => {
    const all = Array.from({ length: cases * SCALE }, (_, index) => make(SEED, index));
    expect(await expectAgreement((batch) => engine.runCases(batch), all)).toBeGreaterThan(all.length * 0.99);
  });
});
