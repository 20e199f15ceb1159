/** Every floating-point instruction against QEMU, over random operands weighted to the corners. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { F32, F64, randomWords, type RoundingMode, sampleOperands } from '@reprise/softfloat';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { type Instruction, instructions, type Operands } from './instructions.ts';
import { INPUT_WORDS, OUTPUT_WORDS, program } from './program.ts';

const SEED = 754;
const CASES = 2_500;
const modes: readonly RoundingMode[] = [0, 1, 2, 3, 4];

interface Case {
  readonly rm: RoundingMode;
  readonly operands: Operands;
}

const random = randomWords(SEED);

const sample = (instruction: Instruction): Case => {
  const place = instruction.from[0];
  const [a, b, c] = sampleOperands(place === 's' ? F32 : F64, random);
  // An integer of any size: a pattern shifted down.
  const first = place === 'x' ? BigInt.asUintN(64, BigInt.asIntN(64, a) >> BigInt(random() & 63)) : a;
  return { rm: modes[random() % modes.length] ?? 0, operands: [first, b, c] };
};

const hex = (bits: bigint): string => bits.toString(16);

needsTool('qemu-riscv64', 'riscv64-linux-gnu-gcc')(`softfloat against QEMU, seed ${SEED}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'softfloat-'));
  const executable = join(folder, 'instructions');
  const batches = instructions.map((instruction) => Array.from({ length: CASES }, () => sample(instruction)));
  let output = new BigUint64Array();

  beforeAll(() => {
    const source = `${executable}.c`;
    writeFileSync(source, program(instructions));
    execFileSync('riscv64-linux-gnu-gcc', ['-O1', '-static', '-o', executable, source]);
    const words = batches.flatMap((batch, i) =>
      batch.flatMap(({ rm, operands }) => [BigInt(i), BigInt(rm), ...operands]),
    );
    const input = new BigUint64Array(words);
    expect(input.length).toBe(instructions.length * CASES * INPUT_WORDS);
    const bytes = execFileSync('qemu-riscv64', [executable], { input: new Uint8Array(input.buffer), maxBuffer: 2 ** 28 });
    output = new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    expect(output.length).toBe(instructions.length * CASES * OUTPUT_WORDS);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(instructions.map((instruction, i) => [instruction.name, instruction, i] as const))('%s', (_, instruction, i) => {
    const width = instruction.to === 's' ? 32 : 64;
    const differences = (batches[i] ?? []).flatMap(({ rm, operands }, j) => {
      const at = (i * CASES + j) * OUTPUT_WORDS;
      const want = `${hex(BigInt.asUintN(width, output[at] ?? 0n))} flags ${output[at + 1]}`;
      const { bits, flags } = instruction.compute(operands, rm);
      const got = `${hex(bits)} flags ${flags}`;
      return got === want ? [] : [`rm ${rm} of ${operands.map(hex).join(' ')}: ${got}, not ${want}`];
    });
    expect(differences.slice(0, 5)).toEqual([]);
  });
});
