/** What rows do, by the reference evaluator, against QEMU: every instruction that needs only registers and memory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from '@reprise/ir';
import { type Decoded, encode, type Instruction } from '@reprise/isa';
import { evaluate } from '@reprise/reference';
import { F32, F64, randomWords, sampleOperand } from '@reprise/softfloat';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { decoder } from './cpu.ts';
import { PlainMachine } from './plain-machine.ts';
import { assemblySource, cSource, INPUT_WORDS, OUTPUT_WORDS } from './qemu-program.ts';

const SEED = 41;
const WORDS_PER_ROW = 12;
const CASES_PER_WORD = 25;

const random = randomWords(SEED);
const pick = <T>(choices: readonly T[]): T => choices[random() % choices.length] as T;
const random64 = (): bigint => (BigInt(random()) << 32n) | BigInt(random());

/** Leaves the program, or asks for more than registers and memory. QEMU 7.2 knows no Zicond. */
const ELSEWHERE: ReadonlySet<Node['kind']> = new Set(['call', 'branch', 'jump', 'jumpRelative', 'pc', 'nextPc']);
const rows = decoder.instructions.filter(({ program, extension }) =>
  extension !== 'Zicond' && program.length > 0 && !program.some(({ kind }) => ELSEWHERE.has(kind)));

const accessOf = ({ program }: Instruction) => program.flatMap((node) => {
  const inner = node.kind === 'if' ? node.then : [node];
  return inner.flatMap((one) => (one.kind === 'load' || one.kind === 'store' ? [one.access] : []));
})[0];

const CORNERS = [0n, 1n, -1n, 1n << 63n, (1n << 63n) - 1n, 1n << 31n, -(1n << 31n), (1n << 32n) - 1n, 31n, 32n, 63n, 64n];
const sampleX = (): bigint => {
  switch (random() % 4) {
    case 0: return pick(CORNERS) + BigInt((random() % 3) - 1);
    case 1: return BigInt.asIntN(64, random64()) >> BigInt(random() % 64);
    case 2: return random64() & 0x0101_0101_0101_0101n * BigInt(random() % 256);
    default: return random64();
  }
};

const BOX = 0xffff_ffffn << 32n;
const sampleF = (row: Instruction): bigint => {
  if (/\.s\.|\.s$/.test(row.name) && random() % 8 !== 0) return BOX | sampleOperand(F32, random);
  return random() % 4 === 0 ? BOX | sampleOperand(F32, random) : sampleOperand(F64, random);
};

interface Case {
  readonly row: Instruction;
  readonly word: number;
  readonly stub: number;
  readonly isMemory: boolean;
  readonly x: readonly [bigint, bigint, bigint];
  readonly f: readonly [bigint, bigint, bigint, bigint];
  readonly fcsr: bigint;
  readonly memory: readonly [bigint, bigint];
}

function wordOf(row: Instruction): number {
  const free = decoder.decode(((random() & ~row.mask) | row.match) >>> 0);
  const operands = { rd: pick([10, 10, 11, 12]), rs1: 11, rs2: pick([12, 12, 11]), rs3: 13, rm: pick([0, 1, 2, 3, 4, 7]), imm: free?.imm ?? 0 };
  return encode(row, accessOf(row) ? { ...operands, rs2: 12 } : operands);
}

function caseOf(row: Instruction, word: number, stub: number): Case {
  const access = accessOf(row);
  const offset = access === undefined ? 0 : access.aligned ? pick([0, 8]) : random() % (17 - access.bytes);
  const first = access ? BigInt(offset - (decoder.decode(word)?.imm ?? 0)) : sampleX();
  return {
    row, word, stub, isMemory: access !== undefined,
    x: [sampleX(), first, sampleX()],
    f: [sampleF(row), sampleF(row), sampleF(row), sampleF(row)],
    fcsr: BigInt((random() % 5) << 5),
    memory: [random64(), random64()],
  };
}

/** Whether x11 is still the address of the memory, which is each one's own. */
const keepsAddress = ({ row, rd }: Decoded): boolean =>
  accessOf(row as Instruction) !== undefined && !(rd === 11 && row.format.syntax.startsWith('xd'));

/** QEMU 7.2 counts on into the upper half of a register whose lower half is 0. */
const isMistakenByQemu = ({ row, x: [, operand] }: Case): boolean => row.name === 'ctzw' && BigInt.asUintN(32, operand) === 0n;

/** What is left behind: x10, x11, x12, f10, fcsr and memory. */
function reference({ word, isMemory, x, f, fcsr, memory }: Case): bigint[] {
  const machine = new PlainMachine();
  for (const [i, value] of x.entries()) machine.x[10 + i] = value;
  if (isMemory) machine.x[11] = x[1] + PlainMachine.MEMORY;
  for (const [i, value] of f.entries()) machine.f[10 + i] = value;
  machine.fcsr = fcsr;
  for (const [i, value] of memory.entries()) machine.memory.setBigUint64(i * 8, value, true);
  const decoded = decoder.decode(word);
  if (!decoded) throw new Error(`${word.toString(16)} is illegal`);
  evaluate(decoded.instruction.program, { ...decoded, pc: 0n }, machine);
  const stored = [0, 8].map((at) => machine.memory.getBigUint64(at, true));
  return [machine.getX(10), keepsAddress(decoded) ? 0n : machine.getX(11), machine.getX(12), machine.getF(10), machine.fcsr, ...stored];
}

const hex = (values: readonly bigint[]): string => values.map((value) => BigInt.asUintN(64, value).toString(16)).join(' ');

needsTool('qemu-riscv64', 'riscv64-linux-gnu-gcc', 'libc for riscv64-linux-gnu')(`rows against QEMU, seed ${SEED}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rows-'));
  const words = rows.flatMap((row) => Array.from({ length: WORDS_PER_ROW }, () => ({ row, word: wordOf(row) })));
  const cases = words.flatMap(({ row, word }, stub) => Array.from({ length: CASES_PER_WORD }, () => caseOf(row, word, stub)));
  let output = new BigUint64Array();

  beforeAll(() => {
    const [c, assembly, executable] = [join(folder, 'main.c'), join(folder, 'stubs.s'), join(folder, 'stubs')];
    writeFileSync(c, cSource);
    writeFileSync(assembly, assemblySource(words.map(({ word }) => word)));
    execFileSync('riscv64-linux-gnu-gcc', ['-O1', '-static', '-march=rv64gc', '-o', executable, c, assembly]);
    const input = new BigUint64Array(
      cases.flatMap(({ stub, isMemory, x, f, fcsr, memory }) => [BigInt(stub), isMemory ? 1n : 0n, ...x, ...f, fcsr, ...memory]),
    );
    expect(input.length).toBe(cases.length * INPUT_WORDS);
    const bytes = execFileSync('qemu-riscv64', [executable], { input: new Uint8Array(input.buffer), maxBuffer: 2 ** 28 });
    output = new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    expect(output.length).toBe(cases.length * OUTPUT_WORDS);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const differences = cases.flatMap((one, i) => {
      if (one.row !== row || isMistakenByQemu(one)) return [];
      const want = Array.from(output.subarray(i * OUTPUT_WORDS, (i + 1) * OUTPUT_WORDS));
      const decoded = decoder.decode(one.word);
      if (decoded && keepsAddress(decoded)) want[1] = 0n;
      const got = reference(one);
      return hex(got) === hex(want) ? [] : [`${one.word.toString(16)} on ${hex([...one.x, ...one.f, one.fcsr, ...one.memory])}: ${hex(got)}, not ${hex(want)}`];
    });
    expect(differences.slice(0, 5)).toEqual([]);
  });
});
