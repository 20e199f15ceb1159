import { instructionTables } from '@reprise/riscv';
import { expect, it } from 'vitest';
import { jumpsRelative } from './emit-handler.ts';
import { formOf, pairTable } from './pairs.ts';

it('pairs are of instructions that there are, in lengths that they have; the first does not jump', () => {
  const { instructions, compressed } = instructionTables(new Set(['I', 'M', 'A', 'F', 'D', 'C', 'Zcd', 'Zicsr', 'Zifencei']));
  const forms = new Set([...instructions.map(({ name }) => formOf(name, 4)), ...compressed.map(({ base }) => formOf(base, 2))]);
  const jumping = new Set(instructions.filter(({ program }) => jumpsRelative(program) || program.some(({ kind }) => kind === 'jump')).map(({ name }) => name));
  for (const [first, followers] of Object.entries(pairTable)) {
    expect(forms).toContain(first);
    expect(jumping).not.toContain(first.replace('.2', ''));
    for (const follower of followers) expect(forms).toContain(follower);
    expect(new Set(followers).size).toBe(followers.length);
  }
});
