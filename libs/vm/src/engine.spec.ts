import { describe, expect, it } from 'vitest';
import { tierNames, type TierName } from './tier-name.ts';
import { BareMachine } from './testing/bare-machine.ts';

const EXIT = `
  li t6, 0x100000
  sw a0, 0(t6)
end: j end
`;

/** Programs, and what they leave in a0. */
const programs: Readonly<Record<string, readonly [text: string, result: number]>> = {
  'adds up a loop': ['li a0, 0\nli a1, 1000\nloop: add a0, a0, a1\naddi a1, a1, -1\nbnez a1, loop', 500500],
  'divides by zero': ['li a1, 7\ndivu a0, a1, zero\nsrli a0, a0, 32', 0xffff_ffff],
  'calls and returns': ['li a0, 1\ncall f\ncall f\nj done\nf: slli a0, a0, 4\nret\ndone:', 256],
  'loads what it stored, misaligned too': [
    'la a1, data\nli a2, 0x1122334455667788\nsd a2, 3(a1)\nlw a0, 5(a1)\nj done\n.align 3\ndata: .zero 16\ndone: srli a0, a0, 8\nli a3, 0xffffff\nand a0, a0, a3',
    0x334455,
  ],
  'stores over its own code': [
    'la a1, patch\nla a2, other\nlw a3, 0(a2)\nsw a3, 0(a1)\nfence.i\npatch: li a0, 1\nj done\nother: li a0, 2\ndone:', 2,
  ],
  'traps on an illegal instruction and comes back': [
    'la a1, handler\ncsrw mtvec, a1\nli a0, 5\n.word 0\nslli a0, a0, 1\nj done\nhandler: csrr a2, mepc\naddi a2, a2, 4\ncsrw mepc, a2\naddi a0, a0, 1\nmret\ndone:', 12,
  ],
  'takes a timer interrupt while it waits': [
    'la a1, handler\ncsrw mtvec, a1\nli a0, 0\nli a2, 128\ncsrw mie, a2\ncsrsi mstatus, 8\nli a3, 0x100008\nli a4, 500\nsw a4, 0(a3)\nwfi\nj done\nhandler: li a0, 77\nli a5, -1\ncsrw mie, zero\nmret\ndone:', 77,
  ],
  'runs from a page that the PMP splits': [
    // user mode may execute all but the last 16 bytes of this page
    'la a1, handler\ncsrw mtvec, a1\nla a2, user\nsrli a2, a2, 2\ncsrw pmpaddr0, a2\nla a2, forbidden\nsrli a2, a2, 2\ncsrw pmpaddr1, a2\n'
      + 'li a2, 0x0f00\ncsrw pmpcfg0, a2\nli a0, 0\nla a3, user\ncsrw mepc, a3\nli a4, 0x1800\ncsrc mstatus, a4\nmret\n'
      + '.balign 4\nhandler: csrr a1, mcause\nslli a1, a1, 8\nor a0, a0, a1\nj done\n.balign 64\nuser: addi a0, a0, 3\naddi a0, a0, 4\nj forbidden\n.balign 16\nforbidden: li a0, 0x55\ndone:', 0x107,
  ],
  'does floating point with flags': [
    'li a1, 0x6000\ncsrs mstatus, a1\nli a2, 1\nli a3, 3\nfcvt.d.w fa0, a2\nfcvt.d.w fa1, a3\nfdiv.d fa2, fa0, fa1\nfmul.d fa3, fa2, fa1\nfcvt.w.d a0, fa3, rtz\ncsrr a4, fflags\nslli a4, a4, 8\nor a0, a0, a4', 0x101,
  ],
  'swaps and adds atomically': [
    'la a1, data\nli a2, 5\namoadd.w a3, a2, (a1)\nlr.w a4, (a1)\naddi a4, a4, 1\nsc.w a5, a4, (a1)\nlw a0, 0(a1)\nslli a5, a5, 8\nor a0, a0, a5\nj done\n.align 3\ndata: .word 10\ndone:', 16,
  ],
};

describe.each(tierNames)('the engine on the %s tier', (tier) => {
  it.each(Object.entries(programs))('%s', (_, [text, result]) => {
    expect(new BareMachine(tier, text + EXIT).run()).toBe(result);
  });

  it('jumps to nowhere and stays in a trap loop, one step each', () => {
    const machine = new BareMachine(tier, 'li a0, 0x40000000\njr a0');
    machine.run(1000);
    expect(machine.time.icount).toBe(1000);
    expect(machine.hart().get('mcause')).toBe(1n);
  });

  it('lets harts take turns', () => {
    const text = `
  csrr a1, mhartid
  la a2, counters
  slli a3, a1, 3
  add a2, a2, a3
again: ld a4, 0(a2)
  addi a4, a4, 1
  sd a4, 0(a2)
  j again
.align 3
counters: .zero 32`;
    const machine = new BareMachine(tier, text, { harts: 4, quantum: 100 });
    machine.run(4000);
    expect(machine.harts.map((hart) => hart.get('steps'))).toEqual([1000n, 1000n, 1000n, 1000n]);
  });
});

/** All of the state: harts' fields, RAM, time. */
function fingerprint(machine: BareMachine): string {
  const harts = machine.harts.map((hart) => [
    ...(['x', 'f'] as const).flatMap((file) => Array.from({ length: 31 }, (_, i) => hart.get(file, i + 1))),
    ...(['pc', 'mstatus', 'mepc', 'mcause', 'mtval', 'fcsr', 'steps', 'exceptions', 'reservation', 'waiting', 'mipLines'] as const).map((name) => hart.get(name)),
  ].join());
  let sum = 0n;
  for (let at = 0; at < 8192; at += 8) sum = BigInt.asUintN(64, sum * 31n + machine.ram.read64(at));
  return `${machine.time.icount} ${machine.time.now()} ${sum} ${harts.join(';')}`;
}

describe('slices', () => {
  it.each(Object.entries(programs))('of any length end in the same states: %s', (_, [text]) => {
    const at = (tier: TierName, cut: number): string[] => {
      const machine = new BareMachine(tier, text + EXIT, { harts: 2, quantum: 37 });
      const states: string[] = [];
      for (let target = 60; target <= 600; target += 60) {
        while (machine.time.icount < target) {
          machine.engine.run({ icount: Math.min(target, machine.time.icount + cut), time: Infinity });
        }
        states.push(fingerprint(machine));
      }
      return states;
    };
    const whole = at('interp', 60);
    expect(at('interp', 1)).toEqual(whole);
    expect(at('interp', 6)).toEqual(whole);
    expect(at('reference', 20)).toEqual(whole);
    for (const cut of [1, 6, 20, 60]) expect(at('jit', cut)).toEqual(whole);
  });
});
