import { printRegion, type JitOptions } from '@reprise/jit';
import { instructionTables } from '@reprise/riscv';
import type { Run } from '@reprise/vm';
import { describe, expect, it } from 'vitest';
import { withFaultyXor } from '../fault/faulty-tables.ts';
import type { PlantedFault } from '../fault/faulty-run.ts';
import { recordGuest } from '../testing/record-guest.ts';
import { toPowerOff } from '../testing/harts-guest.ts';
import { virtRun, type VirtRun } from '../testing/virt-run.ts';
import { bisect, type Bisection } from './bisect.ts';

const faulty = withFaultyXor(instructionTables(new Set(['I', 'M', 'A', 'F', 'D', 'C', 'Zicsr', 'Zifencei'])));

/** t0 counts down; when it becomes negative, 1000 rounds before the end, the xor of the loop is wrong. What it gives is stored, and later on overwritten. */
const guest = (rounds: number): string => `
  li t0, ${rounds - 1000}
  li t1, ${rounds}
  li s0, 0x80010000
  la s1, 0f
  csrw mtvec, s1
  li s1, 0
round:
  xor s1, s1, t2
  call mix
  andi t3, t0, 127
  slli t3, t3, 3
  add t3, t3, s0
  sd a0, 0(t3)
  addi t0, t0, -1
  addi t1, t1, -1
  bnez t1, round
0: li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
  j .
mix:
  mul a1, t0, t0
wrong: xor a0, a1, t0
  add a2, a2, a0
  ret
`;
const T0 = 5;
const ROUNDS = 3000;

/** Where the wrong instruction is first executed with an operand that makes it fail. */
function placeOfFault(smp: number, rounds = ROUNDS): { readonly icount: number; readonly pc: bigint } {
  const { run, symbol } = virtRun(guest(rounds), { tier: 'interp', smp });
  const pc = symbol('wrong');
  run.setBreakpoints(new Set([pc]));
  do run.runUntil();
  while (run.engine.currentHart.x(T0) < 1n << 63n);
  return { icount: run.icount, pc };
}

interface Special {
  readonly rounds?: number;
  readonly fault?: PlantedFault;
  /** Options whatever is asked for. */
  readonly always?: Partial<JitOptions>;
}

async function bisected(jit: Partial<JitOptions>, compiles: 'left' | 'right' = 'left', smp = 1, { fault, always = {}, rounds = ROUNDS }: Special = {}): Promise<Bisection> {
  const make = (options: Parameters<typeof virtRun>[1]): VirtRun => virtRun(guest(rounds), { smp, ...options });
  const { recording, keyframes } = await recordGuest(toPowerOff, { keyframeInterval: 10_000, checkInterval: 3_000, thinning: null }, make({ tier: 'interp' }));
  const compiling = (options: Partial<JitOptions>): Run => virtRun(guest(rounds), { smp, tier: 'jit', jit: { ...jit, ...options, ...always } }, fault).run;
  const plain = (): Run => make({ tier: 'interp' }).run;
  return bisect(recording, keyframes, compiles === 'left' ? { left: compiling, right: plain, compiles } : { left: plain, right: compiling, compiles });
}

describe('an instruction that is compiled wrongly', () => {
  it.each<[name: string, threshold: number, side: 'left' | 'right', harts: number]>([
    ['at once', 0, 'left', 1], ['when it was visited often', 1000, 'left', 1], ['on the other side', 0, 'right', 1], ['on a machine with two harts', 0, 'left', 2],
  ])('is found, where it first goes wrong, with as little around it as can be entered: %s', async (_, threshold, side, harts) => {
    const { icount, pc } = placeOfFault(harts);
    const found = await bisected({ threshold, tables: faulty }, side, harts);
    if (found.kind !== 'instruction') throw new Error(found.kind);
    const { difference, recorded } = found;
    const executed = { pc, bits: 0x0055c533 };
    expect(recorded).toBe(side === 'left' ? 'right' : 'left');
    expect([difference.icount, difference.left, difference.right]).toMatchObject([icount, executed, executed]);
    expect(difference.compiled).toMatchObject({ range: { first: pc - 4n, last: pc }, executed: [{ pc: pc - 4n }, { icount, pc }] });
    expect(difference.compiled?.executed[1]?.x[T0]).toBe(2n ** 64n - 1n);
    expect(difference.compiled?.regions.map((region) => printRegion(region))).toEqual([`0x${(pc - 4n).toString(16)}: needs 2\n  mul a1, t0, t0\n  xor a0, a1, t0\n  -> leave 0x${(pc + 4n).toString(16)}\n`]);
    const hart = difference.left?.hart ?? -1;
    const field = difference.differences.fields.find(({ path }) => path === `/machine/machine/soc/cpu${hart}/fields/x[10]`);
    const [wrong, right] = side === 'left' ? [field?.left, field?.right] : [field?.right, field?.left];
    expect([wrong, right]).toEqual([2n ** 64n - 1n, 2n ** 64n - 2n]); // 1 ^ -1, and that with its last bit flipped
  });

  it('is found where all that was executed before has a part in what is compiled', async () => {
    const rounds = 20_000; // so many that two samples lie on the way
    const { icount, pc } = placeOfFault(1, rounds);
    const found = await bisected({ tables: faulty }, 'left', 1, { rounds, always: { threshold: 8000 } });
    if (found.kind !== 'instruction') throw new Error(found.kind);
    expect([found.difference.icount, found.difference.compiled?.range.last, found.difference.compiled?.executed.at(-1)?.icount]).toEqual([icount, pc, icount]);
  });

  it('is not found where nothing is wrong', async () => {
    expect(await bisected({ threshold: 0 })).toEqual({ kind: 'same' });
  });

  it('is not taken for the cause of what differs without it', async () => {
    const found = await bisected({ threshold: 0 }, 'left', 1, { fault: { icount: 12_345, hart: 0, register: 29, value: 7n } });
    if (found.kind !== 'instruction') throw new Error(found.kind);
    expect([found.difference.icount, found.difference.compiled]).toEqual([12_345, undefined]);
  });
});
