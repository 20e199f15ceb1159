/** The rows that say what the helper `csr` does for a CSR, held to the rows that call it: whatever the state, both leave the same. */
import { Decoder, encode, type Instruction } from '@reprise/isa';
import { HostMemory } from '@reprise/memory';
import {
  defaultExtensions, Hart, hartBytes, hartConfiguration, hartFields, instructionExtensions, instructionTables, type Extension, type HartField, type HartPorts,
} from '@reprise/riscv';
import { randomWords, type RandomWord } from '@reprise/softfloat';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { HartMachine } from './hart-machine.ts';

const SEED = 11;
const ROUNDS = 60;
const PC = 0x8000_0000n;
const STATUS = 0x7f_f9aa; // the fields of mstatus that can be other than zero
const MPP = 0x1800;
const FS = 0x6000;
const INTERRUPTS = 0xaaa;
const PRIVILEGES = [0n, 1n, 3n] as const;
/** Fields that hold what they are given; the others stay as a reset leaves them. */
const free = ['sscratch', 'sepc', 'scause', 'stval', 'mscratch', 'mepc', 'mcause', 'mtval', 'stvec', 'mtvec'] as const satisfies readonly HartField[];

const notThere = (): never => {
  throw new Error('no CSR here asks for it');
};

/** A hart whose ports note what they are told. */
function noting(without: readonly Extension[]): { readonly hart: Hart; readonly told: string[] } {
  const told: string[] = [];
  const note = (what: string) => (): void => void told.push(what);
  const ports: HartPorts = {
    time: notThere, cycles: notThere, steps: notThere, probeLoad: notThere, zeroBlock: notThere,
    instructionBits: () => 0x73,
    endSlice: note('endSlice'), translationChanged: note('translationChanged'), protectionChanged: notThere, timerChanged: notThere,
  };
  const extensions = { ...defaultExtensions, ...Object.fromEntries(without.map((name) => [name, false])) };
  const memory = new HostMemory();
  return { hart: new Hart(memory, memory.allocate(hartBytes), 0, hartConfiguration({ extensions }), ports), told };
}

const word64 = (random: RandomWord): bigint => (BigInt(random()) << 32n) | BigInt(random() >>> 0);

function fill(hart: Hart, random: RandomWord): void {
  hart.reset();
  hart.set('pc', PC);
  for (let register = 1; register < 32; register++) hart.setX(register, BigInt.asUintN(64, word64(random) & (random() & 1 ? -1n : BigInt(STATUS))));
  for (const field of free) hart.set(field, BigInt.asUintN(64, word64(random)) & ~3n);
  const { f } = hart.configuration.extensions;
  hart.set('mstatus', BigInt(random() & STATUS & (random() & 1 ? -1 : ~MPP) & (f ? -1 : ~FS)));
  for (const field of ['mie', 'mipLines', 'mipSoftware', 'mideleg'] as const) hart.set(field, BigInt(random() & INTERRUPTS & (random() & 1 ? -1 : 0)));
  hart.set('privilege', PRIVILEGES[(random() >>> 0) % 3] ?? 0n);
}

const stateOf = (hart: Hart): Record<string, unknown> => Object.fromEntries(
  Object.entries(hartFields).flatMap(([name, { cells }]) => name === 'arguments' ? [] : [[name, Array.from({ length: cells }, (_, cell) => hart.get(name as HartField, cell))]])); // its own keys

function outcome(row: Instruction, operands: { readonly rd: number; readonly rs1: number; readonly imm: number }, side: { readonly hart: Hart; readonly told: string[] }): unknown {
  const { hart, told } = side;
  told.length = 0;
  const machine = new HartMachine(hart, undefined as never); // these reach no memory
  const { kind, pc } = evaluate(row.program, { rs2: 0, rs3: 0, rm: 0, length: 4, ...operands, pc: PC }, machine);
  return { kind, pc, told: [...told], state: stateOf(hart) };
}

describe.each([
  ['everything', []],
  ['no floating point', ['f', 'd']],
  ['no compressed instructions', ['c']],
  ['no supervisor', ['s']],
] as const satisfies readonly (readonly [string, readonly Extension[]])[])('with %s, the rows of known CSRs', (_, without) => {
  const sides = [noting(without), noting(without)] as const;
  const features = instructionExtensions(sides[0].hart.configuration.extensions);
  const { instructions, compressed, known } = instructionTables(features);
  const general = new Decoder(instructions, compressed);

  it('are there', () => expect(known.length).toBeGreaterThan(20));

  it.each(known.map((row) => [`${row.name} 0x${(row.match >>> 20).toString(16)}`, row] as const))('%s does what the helper does', (_name, row) => {
    const random = randomWords(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const operands = { rd: random() & 31, rs1: random() & 31, imm: row.match >>> 20 };
      const decoded = general.decode(encode(row, { rs2: 0, rs3: 0, rm: 0, ...operands }));
      if (!decoded) throw new Error(`${row.name} is illegal`);
      const seed = random();
      for (const { hart } of sides) fill(hart, randomWords(seed));
      expect(outcome(row, operands, sides[0])).toEqual(outcome(decoded.instruction, operands, sides[1]));
    }
  });
});
