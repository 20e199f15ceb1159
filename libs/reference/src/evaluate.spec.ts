import { Builder, type Semantics } from '@reprise/ir';
import { describe, expect, it } from 'vitest';
import { evaluate, type Located, type Outcome } from './index.ts';
import { notingMachine } from './testing/noting-machine.ts';

const at: Located = { pc: 0x1000n, length: 4, rd: 1, rs1: 2, rs2: 3, rs3: 4, rm: 0, imm: -8 };

function run(semantics: Semantics, options: Parameters<typeof notingMachine> = [], where: Partial<Located> = {}): { outcome: Outcome; log: string[] } {
  const { port, log } = notingMachine(...options);
  return { outcome: evaluate(Builder.program(semantics), { ...at, ...where }, port), log };
}

const next: Outcome = { kind: 'next', pc: 0x1004n };
const fault: Outcome = { kind: 'fault', pc: 0x1000n };
const ALL_ONES = (1n << 64n) - 1n;

interface Case {
  readonly semantics: Semantics;
  readonly options?: Parameters<typeof notingMachine>;
  readonly where?: Partial<Located>;
  readonly outcome?: Outcome;
  readonly log?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'the immediate, sign-extended': { semantics: (m) => m.setX('rd', m.imm()), log: [`x1 = ${ALL_ONES - 7n}`] },
  'the addresses': {
    semantics: (m) => { m.setX('rd', m.pc()); m.setX('rd', m.nextPc()); },
    where: { length: 2 }, outcome: { kind: 'next', pc: 0x1002n }, log: ['x1 = 4096', 'x1 = 4098'],
  },
  'x0 as zero': { semantics: (m) => m.setX('rd', m.x('rs1')), options: [{ 0: 5n }], where: { rs1: 0 }, log: ['x1 = 0'] },
  'a write to x0': { semantics: (m) => m.setX('rd', m.imm()), where: { rd: 0 }, log: [] },
  'the number of a register': { semantics: (m) => m.setX('rd', m.registerNumber('rs3')), log: ['x1 = 4'] },
  'f0 as any other': { semantics: (m) => m.setF('rd', m.f('rs1')), where: { rd: 0, rs1: 0 }, log: ['f0 = 100'] },
  'state': { semantics: (m) => m.set('reservation', m.op('i64.sub', m.get('reservation'), 10)), log: [`reservation = ${ALL_ONES}`] },
  'registers as they were when they were read': {
    semantics: (m) => { const old = m.x('rs1'); m.setX('rd', m.const(1)); m.setX('rd', old); },
    options: [{ 2: 7n }], log: ['x1 = 1', 'x1 = 7'],
  },
  'both ways of a select': {
    semantics: (m) => {
      m.setX('rd', m.select(m.op('i64.eqz', m.x('rs1')), m.const(1), m.const(2)));
      m.setX('rd', m.select(m.op('i64.eqz', m.x('rs2')), m.const(1), m.const(2)));
    },
    options: [{ 2: 7n }], log: ['x1 = 2', 'x1 = 1'],
  },
  'a signed load': { semantics: (m) => m.setX('rd', m.load('b', m.x('rs1'))), log: ['load 1 read 0', `x1 = ${ALL_ONES - 0x76n}`] },
  'an unsigned load': {
    semantics: (m) => m.setX('rd', m.load('b', m.x('rs1'), { signed: false })), log: ['load 1 read 0', 'x1 = 137'],
  },
  'an atomic': {
    semantics: (m) => m.store('w', m.x('rs1'), m.load('w', m.x('rs1'), { intent: 'modify', aligned: true }), { aligned: true }),
    log: ['load 4 aligned modify 0', 'store 4 aligned write 0 137'],
  },
  'nothing after a load that faults': {
    semantics: (m) => m.setX('rd', m.load('d', m.x('rs1'))), options: [{ 2: 5n }, { wall: 5n }], outcome: fault, log: ['load 8 read 5'],
  },
  'nothing after a store that faults': {
    semantics: (m) => { m.store('h', m.x('rs1'), m.x('rs2')); m.setX('rd', m.imm()); },
    options: [{ 2: 5n }, { wall: 5n }], outcome: fault, log: ['store 2 write 5 0'],
  },
  'a helper and its result': {
    semantics: (m) => m.setX('rd', m.call('csr', m.const(1), m.imm())), log: [`csr(1, ${ALL_ONES - 7n})`, 'x1 = 42'],
  },
  'nothing after a helper that traps': {
    semantics: (m) => { m.call('trap'); m.setX('rd', m.imm()); }, outcome: fault, log: ['trap()'],
  },
  'floating point': { semantics: (m) => m.setF('rd', m.fp('add.d', m.f('rs1'), m.f('rs2'))), log: ['f1 = 2'] },
  'an invalid rounding mode': {
    semantics: (m) => m.setF('rd', m.fp('add.d', m.f('rs1'), m.f('rs2'))), where: { rm: 5 }, outcome: fault, log: [],
  },
  'floating point that is off': {
    semantics: (m) => { m.requireFp(); m.setX('rd', m.imm()); }, options: [{}, { fp: false }], outcome: fault, log: [],
  },
  'one arm of an if': {
    semantics: (m) => {
      m.if(m.op('i64.eqz', m.x('rs1')), () => m.setX('rd', m.const(1)), () => m.setX('rd', m.const(2)));
      m.if(m.op('i64.eqz', m.x('rs2')), () => m.setX('rd', m.const(3)));
      m.setX('rd', m.const(4));
    },
    options: [{ 3: 1n }], log: ['x1 = 1', 'x1 = 4'],
  },
  'a fault inside an if': {
    semantics: (m) => { m.if(m.op('i64.eqz', m.x('rs1')), () => void m.call('trap')); m.setX('rd', m.imm()); },
    outcome: fault, log: ['trap()'],
  },
  'a branch taken': { semantics: (m) => m.branch(m.op('i64.eqz', m.x('rs1'))), outcome: { kind: 'jump', pc: 0xff8n } },
  'a branch not taken': { semantics: (m) => m.branch(m.op('i64.eqz', m.x('rs1'))), options: [{ 2: 1n }] },
  'a jump back over the end of memory': { semantics: (m) => m.jumpRelative(), where: { pc: 0n }, outcome: { kind: 'jump', pc: ALL_ONES - 7n } },
  'a jump to an odd address': { semantics: (m) => m.jump(m.x('rs1')), options: [{ 2: 0x2003n }], outcome: { kind: 'jump', pc: 0x2002n } },
  'the end of memory': { semantics: () => {}, where: { pc: ALL_ONES - 3n }, outcome: { kind: 'next', pc: 0n } },
};

describe('evaluate', () => {
  it.each(Object.entries(cases))('does %s', (_, { semantics, options, where, outcome = next, log = [] }) => {
    expect(run(semantics, options, where)).toEqual({ outcome, log });
  });
});
