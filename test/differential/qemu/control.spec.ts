/** The harness itself: it must find a fault that was planted, and show it plainly. */
import { expect, it } from 'vitest';
import type { OracleCase, OracleResult } from '../../qemu/oracle/case.ts';
import { needsTool } from '../../tools.ts';
import { decoder } from '../tables.ts';
import { compare, explain, type Runner } from './comparison.ts';
import { EngineRunner } from './engine-runner.ts';
import { integerCase } from './generate.ts';

const HAS_SIGN = 1n << 63n;

/** As if `xor` got its lowest bit wrong where its second operand was negative at the start: of the last one in a program. */
function spoiled({ code, x = [] }: OracleCase, result: OracleResult): OracleResult {
  const padded = new DataView(Uint8Array.of(...code, 0, 0, 0, 0).buffer);
  const words = Array.from({ length: code.length / 2 }, (_, i) => padded.getUint32(i * 2, true));
  const last = words.map((word) => decoder.decode(word)).findLast((decoded) => decoded?.row.name === 'xor');
  if (!last || last.rd === 0 || ((x[last.rs2] ?? 0n) & HAS_SIGN) === 0n) return result;
  return { ...result, x: result.x.map((value, register) => (register === last.rd ? value ^ 1n : value)) };
}

needsTool('qemu-system-riscv64', 'riscv64-unknown-elf-gcc')('a fault planted in our engine', () => {
  it('is found, and shrunk to the instruction and its operand', async () => {
    const engine = new EngineRunner();
    const faulty: Runner = (batch) => engine.runCases(batch).map((result, i) => spoiled(batch[i] as OracleCase, result));
    const { disagreements } = await compare(faulty, Array.from({ length: 200 }, (_, index) => integerCase(1, index)));
    const [shortest] = disagreements.toSorted((a, b) => a.each.code.length - b.each.code.length);
    if (!shortest) throw new Error('nothing was found');
    const explanation = await explain(faulty, shortest);
    expect(explanation).toMatch(/our engine and QEMU differ/);
    const [, program = ''] = /of the program\n(.*)\nfrom/s.exec(explanation) ?? [];
    expect(program.split('\n')).toHaveLength(1);
    expect(program).toMatch(/xor \w+, \w+, \w+$/);
  });
});
