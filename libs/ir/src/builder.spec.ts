import { describe, expect, it } from 'vitest';
import { Builder, printProgram } from './index.ts';

describe('Builder', () => {
  it('keeps nodes in the order in which they happen', () => {
    const program = Builder.program((m) => {
      const address = m.op('i64.add', m.x('rs1'), m.imm());
      m.if(m.op('i64.eqz', address), () => m.setX('rd', m.const(-1)), () => m.setX('rd', m.load('w', address)));
    });
    expect(printProgram(program)).toBe(`%0 = getX rs1
%1 = imm
%2 = i64.add %0 %1
%3 = i64.eqz %2
if %3
  %4 = i64 -1
  setX rd %4
else
  %6 = load32_s read %2
  setX rd %6
`);
  });

  it.each([
    ['too few operands', (m: Builder) => m.op('i64.add', m.imm()), 'i64.add takes 2 operands, got 1'],
    ['a wrong type', (m: Builder) => m.op('i64.add', m.imm(), m.op('i64.eqz', m.imm())), 'operand 1 of i64.add is i64, got i32'],
    ['a wide condition', (m: Builder) => m.branch(m.imm()), 'the condition of branch is i32, got i64'],
    ['a missing addend', (m: Builder) => m.fp('fma.d', m.imm(), m.imm()), 'fma.d takes 3 operands, got 2'],
  ])('refuses %s', (_, semantics, message) => {
    expect(() => Builder.program(semantics)).toThrow(message);
  });
});
