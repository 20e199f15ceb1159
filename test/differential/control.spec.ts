/** The harness itself: it must find a fault that was planted, and show it plainly. */
import { withFaultyXor } from '@reprise/replay';
import { describe, expect, it } from 'vitest';
import { explainedDisagreement } from './agreement.ts';
import { TestMachine } from './machine.ts';
import { caseOf } from './programs.ts';
import { allTables, tables } from './tables.ts';

const faulty = withFaultyXor(allTables);

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
