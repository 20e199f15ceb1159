/** The harness itself: it must find a fault that was planted, and show it plainly. */
import { Builder } from '@reprise/ir';
import type { InstructionTables } from '@reprise/riscv';
import { describe, expect, it } from 'vitest';
import { explainedDisagreement } from './agreement.ts';
import { TestMachine } from './machine.ts';
import { caseOf } from './programs.ts';
import { allTables, tables } from './tables.ts';

/** The tables with an `xor` that gets one bit wrong where its second operand is negative. */
const faulty: InstructionTables = {
  ...allTables,
  instructions: allTables.instructions.map((row) => row.name !== 'xor' ? row : {
    ...row,
    program: Builder.program((m) => {
      const [a, b] = [m.x('rs1'), m.x('rs2')];
      const result = m.op('i64.xor', a, b);
      m.setX('rd', m.select(m.op('i64.lt_s', b, 0), m.op('i64.xor', result, 1), result));
    }),
  }),
};

describe.each([
  ['the interpreter', new TestMachine({ tier: 'interp', tables: faulty })],
  ['compiled regions', new TestMachine({ tier: 'jit', jit: { threshold: 0, capacity: 512, tables: faulty } })],
])('a fault planted in %s', (_, machine) => {
  const faultySide = { name: 'faulty', machine };
  const reference = { name: 'reference', machine: new TestMachine({ tier: 'reference' }) };
  const rows = tables.get('I') ?? [];

  it('is found, and shrunk to the instruction and its operand', () => {
    let explanation: string | undefined;
    for (let index = 0; index < 1000 && explanation === undefined; index++) explanation = explainedDisagreement(faultySide, reference, caseOf(1, 'I', index, rows));
    expect(explanation).toMatch(/^I \d+ of seed 1: faulty and reference differ after 1 steps\n/);
    const [, program = ''] = /of the program\n(.*)\nfrom/s.exec(explanation ?? '') ?? [];
    expect(program.split('\n')).toHaveLength(1);
    expect(program).toMatch(/^ {2}0x[0-9a-f]{8} {2}[0-9a-f]{4,8} {2}xor \w+, \w+, \w+$/);
    expect(explanation).toMatch(/= 0x[89a-f]\w{15}\n/); // the operand that makes it fail
  });
});
