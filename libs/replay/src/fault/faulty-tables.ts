import { Builder } from '@reprise/ir';
import type { InstructionTables } from '@reprise/riscv';

/** Tables with an `xor` that gets its last bit wrong where its second operand is negative: for trying what is to find such. */
export const withFaultyXor = (tables: InstructionTables): InstructionTables => ({
  ...tables,
  instructions: tables.instructions.map((row) => row.name !== 'xor' ? row : {
    ...row,
    program: Builder.program((m) => {
      const [a, b] = [m.x('rs1'), m.x('rs2')];
      const result = m.op('i64.xor', a, b);
      m.setX('rd', m.select(m.op('i64.lt_s', b, 0), m.op('i64.xor', result, 1), result));
    }),
  }),
});
