/** The rows of docs/adding-an-instruction.md, as they stand there, give what the page says that they give. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instruction } from '@reprise/isa';
import { evaluate } from '@reprise/reference';
import { afterAll, expect, it } from 'vitest';
import { PlainMachine } from '../instructions/plain-machine.ts';
import { blockAfter, codeBlocks } from './code-blocks.ts';

const parent = join(import.meta.dirname, '../../.vitest');
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(join(parent, 'adding-an-instruction-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = codeBlocks('adding-an-instruction.md');
const program = blockAfter(blocks, 'crossbar.c');
const output = blockAfter(blocks, 'QEMU has Zbkx');
const first = blockAfter(blocks, 'which says where operands lie');
const mended = blockAfter(blocks, 'Our comment knew it');

/** What the program prints when its instructions mean what these rows say. */
async function printed(name: string, rows: string): Promise<string> {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, rows);
  const { zbkx } = (await import(file)) as { zbkx: readonly Instruction[] };
  return [...program.matchAll(/LOOK_UP\("(\w+)", (\w+), (\w+)\)/g)].map(([, instruction = '', table = '', indices = '']) => {
    const machine = new PlainMachine();
    machine.x[11] = BigInt(table === 'table' ? (/table = (\w+);/.exec(program)?.[1] ?? '') : table);
    machine.x[12] = BigInt(indices);
    const row = zbkx.find((candidate) => candidate.name === instruction);
    evaluate(row?.program ?? [], { rd: 10, rs1: 11, rs2: 12, rs3: 0, rm: 0, imm: 0, pc: 0n, length: 4 }, machine);
    return `${instruction} 0x${machine.getX(10).toString(16)}\n`;
  }).join('');
}

it('has rows that differ from QEMU at first, in xperm8 beyond the table alone', async () => {
  const [theirs, ours] = [output, await printed('first', first)].map((text) => text.split('\n'));
  expect(ours?.filter((line, index) => line !== theirs?.[index]).map((line) => line.slice(0, 6))).toEqual(['xperm8']);
});

it('has rows that are right in the end', async () => {
  const line = /^ *result = .*at\)\);\n/m;
  expect(first).toMatch(line);
  expect(await printed('mended', first.replace(line, mended))).toBe(output);
});
