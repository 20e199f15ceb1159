/** Instructions that change more than registers, and those with more than one way to go; the others are held to QEMU. */
import { assemble, Decoder } from '@reprise/isa';
import { instructionTables } from '@reprise/riscv';
import { describe, expect, it } from 'vitest';
import { evaluate } from './index.ts';
import { notingMachine } from './testing/noting-machine.ts';

const features = 'I M A F D C Zicsr Zifencei Zicond Zba Zbb Zbc Zbs Zicbom Zicbop Zicboz Svinval';
const { instructions, compressed } = instructionTables(new Set(features.split(' ')));
const decoder = new Decoder(instructions, compressed);

const PC = 0x8000_0000n;
const MAX = 0xffff_ffff_ffff_ffffn;
const MIN = 1n << 63n;

type Machine = Parameters<typeof notingMachine>;

function run(text: string, ...machine: Machine): string[] {
  const bytes = assemble(text, { tables: decoder, origin: PC });
  const decoded = decoder.decode(bytes.reduceRight((word, byte) => word * 256 + byte, 0));
  if (!decoded) throw new Error(`${text} is illegal`);
  const { port, log } = notingMachine(...machine);
  const { kind, pc } = evaluate(decoded.instruction.program, { ...decoded, pc: PC }, port);
  return [...log, kind === 'next' ? `+${pc - PC}` : kind === 'fault' ? kind : `to ${BigInt.asIntN(64, pc - PC)}`];
}

describe('control flow', () => {
  it.each<[string, Machine, string[]]>([
    ['auipc x1, 0x80000', [], [`x1 = ${BigInt.asUintN(64, PC - 0x8000_0000n)}`, '+4']],
    ['jal x1, . - 4', [], [`x1 = ${PC + 4n}`, 'to -4']],
    ['jal x0, . + 8', [], ['to 8']],
    ['jalr x5, 8(x5)', [{ 5: PC + 1n }], [`x5 = ${PC + 4n}`, 'to 8']],
    ['c.jalr x5', [{ 5: PC + 16n }], [`x1 = ${PC + 2n}`, 'to 16']],
    ['c.jr x5', [{ 5: PC + 16n }], ['to 16']],
    ['c.j . + 6', [], ['to 6']],
    ['c.beqz x8, . - 2', [{}], ['to -2']],
    ['c.bnez x8, . - 2', [{}], ['+2']],
    ['c.addi x8, 1', [{}], ['x8 = 1', '+2']],
  ])('%s', (text, machine, log) => expect(run(text, ...machine)).toEqual(log));

  const branches: [string, bigint, bigint, boolean][] = [
    ['beq', 5n, 5n, true], ['beq', 5n, 6n, false], ['bne', 5n, 5n, false], ['bne', MIN, 0n, true],
    ['blt', MIN, 0n, true], ['blt', 0n, MIN, false], ['blt', 3n, 3n, false], ['bge', MIN, 0n, false], ['bge', 0n, MAX, true], ['bge', 3n, 3n, true],
    ['bltu', MIN, 0n, false], ['bltu', 0n, MIN, true], ['bltu', 3n, 3n, false], ['bgeu', MIN, 0n, true], ['bgeu', 0n, MAX, false], ['bgeu', 3n, 3n, true],
  ];
  it.each(branches)('%s %s, %s: %s', (name, a, b, taken) =>
    expect(run(`${name} x1, x2, . - 8`, { 1: a, 2: b })).toEqual([taken ? 'to -8' : '+4']));
});

describe('atomics', () => {
  it.each<[string, Machine, string[]]>([
    ['lr.w x1, (x2)', [{ 2: 8n }], ['load 4 aligned read 8', 'reservation = 8', 'x1 = 137', '+4']],
    ['lr.d x2, (x2)', [{ 2: 8n }], ['load 8 aligned read 8', 'reservation = 8', 'x2 = 137', '+4']],
    ['lr.d x1, (x2)', [{ 2: 8n }, { wall: 8n }], ['load 8 aligned read 8', 'fault']],
    ['sc.w x1, x3, (x2)', [{ 2: 8n, 3: 7n }, { state: 8n }], ['store 4 aligned write 8 7', `reservation = ${MAX}`, 'x1 = 0', '+4']],
    ['sc.w x1, x3, (x2)', [{ 2: 8n, 3: 7n }, { state: 16n }], [`reservation = ${MAX}`, 'x1 = 1', '+4']],
    ['sc.d x1, x3, (x2)', [{ 2: 8n, 3: 7n }, { state: 8n, wall: 8n }], ['store 8 aligned write 8 7', 'fault']],
    ['sc.d x1, x3, (x2)', [{ 2: 12n }, { state: 16n, wall: 0n }], ['store 8 aligned write 12 0', 'fault']],
    ['sc.w x1, x3, (x2)', [{ 2: 12n }, { state: 16n, wall: 0n }], [`reservation = ${MAX}`, 'x1 = 1', '+4']],
    ['amoadd.w x1, x3, (x2)', [{ 2: 8n, 3: 7n }], ['load 4 aligned modify 8', 'store 4 aligned write 8 144', 'x1 = 137', '+4']],
    ['amoadd.w x1, x3, (x2)', [{ 2: 8n }, { wall: 8n }], ['load 4 aligned modify 8', 'fault']],
  ])('%s with %o', (text, machine, log) => expect(run(text, ...machine)).toEqual(log));
});

describe('calls of the CPU', () => {
  it.each<[string, string]>([
    ['csrrw x1, 0x300, x2', 'csr(768, 0, 5, 3)'],
    ['csrrw x0, 0x300, x2', 'csr(768, 0, 5, 2)'],
    ['csrrw x1, 0x300, x0', 'csr(768, 0, 0, 1)'],
    ['csrrs x1, 0xfff, x0', 'csr(4095, 1, 0, 1)'],
    ['csrrc x1, 0x300, x2', 'csr(768, 2, 5, 3)'],
    ['csrrwi x0, 0x300, 31', 'csr(768, 0, 31, 2)'],
    ['csrrsi x1, 0x300, 0', 'csr(768, 1, 0, 1)'],
    ['csrrci x0, 0x300, 9', 'csr(768, 2, 9, 2)'],
    ['ecall', 'ecall()'],
    ['ebreak', 'ebreak()'],
    ['c.ebreak', 'ebreak()'],
    ['mret', 'mret()'],
    ['sret', 'sret()'],
    ['wfi', 'wfi()'],
    ['sfence.vma x2, x0', 'sfence(1)'],
    ['sinval.vma x2, x0', 'sfence(1)'],
    ['sfence.w.inval', 'sfence(0)'],
    ['sfence.inval.ir', 'sfence(0)'],
    ['cbo.clean (x2)', 'cbo(5, 0)'],
    ['cbo.flush (x2)', 'cbo(5, 1)'],
    ['cbo.inval (x2)', 'cbo(5, 2)'],
    ['cbo.zero (x2)', 'cboZero(5)'],
  ])('%s', (text, call) => expect(run(text, { 2: 5n })[0]).toBe(call));

  it('gives the old value of a CSR to rd', () => expect(run('csrrw x1, 0x300, x2')).toEqual(['csr(768, 0, 0, 3)', 'x1 = 42', '+4']));
});

describe('instructions that do nothing', () => {
  it.each(['fence', 'fence.i', 'prefetch.r 32(x2)', 'prefetch.w 0(x2)', 'prefetch.i -32(x2)'])('%s', (text) => expect(run(text)).toEqual(['+4']));
});

describe('conditional zero', () => {
  it.each<[string, bigint, bigint]>([
    ['czero.eqz x1, x2, x3', 0n, 0n], ['czero.eqz x1, x2, x3', MIN, 6n], ['czero.nez x1, x2, x3', 0n, 6n], ['czero.nez x1, x2, x3', MIN, 0n],
  ])('%s with %s', (text, condition, result) => expect(run(text, { 2: 6n, 3: condition })).toEqual([`x1 = ${result}`, '+4']));
});

describe('floating point', () => {
  const everyRow = [...instructions].filter(({ extension }) => extension === 'F' || extension === 'D');

  it.each(everyRow.map((row) => [row.name, row] as const))('%s is illegal while it is off', (_, { program }) => {
    const { port, log } = notingMachine({}, { fp: false });
    const outcome = evaluate(program, { rd: 1, rs1: 2, rs2: 3, rs3: 4, rm: 0, imm: 0, pc: PC, length: 4 }, port);
    expect([outcome, log]).toEqual([{ kind: 'fault', pc: PC }, []]);
  });

  it.each<[string, string[]]>([
    ['flw f1, 4(x2)', ['load 4 read 12', `f1 = ${(0xffff_ffffn << 32n) | 137n}`, '+4']],
    ['fsw f1, 4(x2)', ['store 4 write 12 101', '+4']],
    ['fmv.w.x f1, x3', [`f1 = ${MAX}`, '+4']],
    ['fmv.x.w x1, f2', ['x1 = 102', '+4']],
    ['fsgnj.s f1, f2, f3', [`f1 = ${(0xffff_ffffn << 32n) | 0x7fc0_0000n}`, '+4']],
    ['fsgnjn.d f1, f2, f3', [`f1 = ${MIN | 102n}`, '+4']],
    ['fadd.d f1, f2, f3, rm5', ['fault']],
  ])('%s', (text, log) => expect(run(text, { 2: 8n, 3: MAX })).toEqual(log));
});
