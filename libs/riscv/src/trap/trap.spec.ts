import { describe, expect, it } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { Cause, Interrupt } from './causes.ts';
import { raiseException, takeInterrupt } from './enter.ts';

const U = 0n;
const S = 1n;
const M = 3n;
const FLAG = 1n << 63n;
const ALL_ONES = 0xffff_ffff_ffff_ffffn;

/** A machine at pc 0x8000_0124 with trap vectors, and a reservation held. */
function machineIn(privilege: bigint, mstatus = 0n): FakeMachine {
  const machine = new FakeMachine();
  const { hart } = machine;
  hart.set('privilege', privilege);
  hart.set('mstatus', mstatus);
  hart.set('pc', 0xffff_ffc0_8000_0124n);
  hart.set('mtvec', 0x8000_1000n);
  hart.set('stvec', 0xffff_ffc0_8000_2000n);
  hart.set('reservation', 0x8000_4000n);
  return machine;
}

describe('entering a trap', () => {
  // SIE 2, MIE 8, SPIE 0x20, MPIE 0x80, SPP 0x100, MPP 0x1800
  it.each<[string, bigint, bigint, bigint, bigint, bigint]>([
    ['from user to machine', U, 0n, 8n, M, 0x80n],
    ['from supervisor to machine', S, 0n, 0x1888n, M, 0x880n],
    ['from machine to machine', M, 0n, 0n, M, 0x1800n],
    ['from machine, delegated or not', M, 0x1000n, 8n, M, 0x1880n],
    ['from user to supervisor', U, 0x1000n, 2n, S, 0x20n],
    ['from user to supervisor, SPP cleared', U, 0x1000n, 0x120n, S, 0n],
    ['from supervisor to supervisor', S, 0x1000n, 2n, S, 0x120n],
    ['machine bits stay when it goes to the supervisor', S, 0x1000n, 0x1888n, S, 0x1988n],
    ['supervisor bits stay when it goes to machine mode', U, 0n, 0x122n, M, 0x122n],
  ])('%s', (_, from, medeleg, mstatus, to, after) => {
    const machine = machineIn(from, mstatus);
    const { hart } = machine;
    hart.set('medeleg', medeleg);
    expect(raiseException(hart, Cause.INSTRUCTION_PAGE_FAULT, -64, 0x1234)).toBe(1);
    const isMachine = to === M;
    expect(hart.get('privilege')).toBe(to);
    expect(hart.get('mstatus')).toBe(after);
    expect(hart.pc).toBe(isMachine ? 0x8000_1000n : 0xffff_ffc0_8000_2000n);
    expect(hart.get(isMachine ? 'mepc' : 'sepc')).toBe(0xffff_ffc0_8000_0124n);
    expect(hart.get(isMachine ? 'mcause' : 'scause')).toBe(12n);
    expect(hart.get(isMachine ? 'mtval' : 'stval')).toBe(0xffff_ffc0_0000_1234n);
    expect(hart.get('reservation')).toBe(ALL_ONES);
    expect(hart.get('exceptions')).toBe(1n);
    expect(machine.told.translationChanged).toBe(from === to ? 0 : 1);
  });

  it.each<[string, bigint, bigint, bigint]>([
    ['an exception in direct mode', 0x8000_1000n, 0n, 0x8000_1000n],
    ['an exception in vectored mode', 0x8000_1001n, 0n, 0x8000_1000n],
    ['an interrupt in direct mode', 0x8000_1000n, 1n, 0x8000_1000n],
    ['an interrupt in vectored mode', 0x8000_1001n, 1n, 0x8000_101cn],
    ['a vector beyond 32 bits', 0xffff_fff1n, 1n, 0x1_0000_000cn],
  ])('goes to the vector: %s', (_, mtvec, isInterrupt, pc) => {
    const { hart } = machineIn(U);
    hart.set('mtvec', mtvec);
    if (isInterrupt) takeInterrupt(hart, Interrupt.MACHINE_TIMER);
    else raiseException(hart, Cause.LOAD_ACCESS_FAULT, 0, 0);
    expect(hart.pc).toBe(pc);
  });

  it('tells that loads and stores go by other rules when MPP changes under MPRV', () => {
    const machine = machineIn(M, 0x2_0000n);
    raiseException(machine.hart, Cause.LOAD_PAGE_FAULT, 0, 0);
    expect(machine.told.translationChanged).toBe(1);
  });

  it.each<[bigint, bigint, bigint]>([[U, 0x20n, S], [S, 0x20n, S], [U, 0n, M], [S, 0n, M], [M, 0x20n, M]])(
    'takes an interrupt in %i with mideleg %i to %i, and it is no exception',
    (from, mideleg, to) => {
      const { hart } = machineIn(from);
      hart.set('mideleg', mideleg);
      hart.set('waiting', 1n);
      takeInterrupt(hart, Interrupt.SUPERVISOR_TIMER);
      expect(hart.get('privilege')).toBe(to);
      expect(hart.get(to === M ? 'mcause' : 'scause')).toBe(FLAG | 5n);
      expect(hart.get(to === M ? 'mepc' : 'sepc')).toBe(0xffff_ffc0_8000_0124n);
      expect(hart.get(to === M ? 'mtval' : 'stval')).toBe(0n);
      expect(hart.get('exceptions')).toBe(0n);
      expect(hart.get('waiting')).toBe(0n);
    },
  );

  it('counts exceptions beyond 32 bits', () => {
    const { hart } = machineIn(M);
    hart.set('exceptions', 0xffff_ffffn);
    raiseException(hart, Cause.BREAKPOINT, 0, 0);
    expect(hart.get('exceptions')).toBe(0x1_0000_0000n);
  });
});

describe('calls and breakpoints', () => {
  it.each<[bigint, bigint]>([[U, 8n], [S, 9n], [M, 11n]])('ECALL from %i has cause %i', (privilege, cause) => {
    const machine = machineIn(privilege);
    expect(machine.call('ecall')).toBe(1);
    expect(machine.hart.get('mcause')).toBe(cause);
    expect(machine.hart.get('mtval')).toBe(0n);
  });

  it('EBREAK has cause 3 and leaves nothing in mtval', () => {
    const machine = machineIn(U);
    machine.hart.set('mtval', 7n);
    expect(machine.call('ebreak')).toBe(1);
    expect(machine.hart.get('mcause')).toBe(3n);
    expect(machine.hart.get('mtval')).toBe(0n);
  });

  it('an illegal instruction leaves its bits in mtval', () => {
    const machine = machineIn(U);
    expect(machine.call('illegal')).toBe(1);
    expect(machine.hart.get('mcause')).toBe(2n);
    expect(machine.hart.get('mtval')).toBe(0xdead_beefn);
  });
});

describe('returning from a trap', () => {
  const MPRV = 0x2_0000n;

  it.each<[string, 'mret' | 'sret', bigint, bigint, bigint, bigint]>([
    ['to user', 'mret', M, 0x80n, U, 0x88n],
    ['to supervisor', 'mret', M, 0x800n, S, 0x80n],
    ['to machine', 'mret', M, 0x1880n, M, 0x88n],
    ['to machine, interrupts off', 'mret', M, 0x1808n, M, 0x80n],
    ['to supervisor clears MPRV', 'mret', M, 0x800n | MPRV, S, 0x80n],
    ['to machine keeps MPRV', 'mret', M, 0x1800n | MPRV, M, 0x80n | MPRV],
    ['from supervisor to user', 'sret', S, 0x20n, U, 0x22n],
    ['from supervisor to supervisor', 'sret', S, 0x120n, S, 0x22n],
    ['from supervisor, interrupts off', 'sret', S, 0x102n, S, 0x20n],
    ['from machine to user', 'sret', M, 0x1820n, U, 0x1822n],
    ['from machine clears MPRV', 'sret', M, 0x1920n | MPRV, S, 0x1822n],
  ])('%s by %s', (_, helper, from, mstatus, to, after) => {
    const machine = machineIn(from, mstatus);
    const { hart } = machine;
    hart.set('mepc', 0xffff_ffc0_1111_1110n);
    hart.set('sepc', 0x2222_2222n);
    expect(machine.call(helper)).toBe(1);
    expect(hart.get('privilege')).toBe(to);
    expect(hart.get('mstatus')).toBe(after);
    expect(hart.pc).toBe(hart.get(helper === 'mret' ? 'mepc' : 'sepc'));
    expect(hart.get('reservation')).toBe(ALL_ONES);
    expect(machine.told.translationChanged).toBe(from !== to || (mstatus & MPRV) !== 0n ? 1 : 0);
  });

  it.each<['mret' | 'sret', bigint, bigint, boolean]>([
    ['mret', U, 0n, true],
    ['mret', S, 0n, true],
    ['sret', U, 0n, true],
    ['sret', S, 0x40_0000n, true], // TSR
    ['sret', M, 0x40_0000n, false],
  ])('%s in %i is illegal or not, case %#', (helper, privilege, mstatus, isIllegal) => {
    const machine = machineIn(privilege, mstatus);
    expect(machine.call(helper)).toBe(1);
    expect(machine.hart.get('mcause')).toBe(isIllegal ? 2n : 0n);
  });

  it('ends the slice when an interrupt was waiting for it', () => {
    const machine = machineIn(M, 0x880n);
    machine.hart.set('mie', 0x80n);
    machine.hart.set('mipLines', 0x80n);
    machine.call('mret');
    expect(machine.told.endSlice).toBe(1);
  });
});

describe('fences', () => {
  it.each<[bigint, bigint, bigint, 0 | 1]>([
    [M, 0x10_0000n, 1n, 0],
    [S, 0n, 1n, 0],
    [S, 0x10_0000n, 1n, 1],
    [S, 0x10_0000n, 0n, 0],
    [U, 0n, 1n, 1],
    [U, 0n, 0n, 1],
  ])('in %i with mstatus %i and argument %i: %i', (privilege, mstatus, heedsTvm, trapped) => {
    expect(machineIn(privilege, mstatus).call('sfence', heedsTvm)).toBe(trapped);
  });
});

describe('WFI', () => {
  it('waits with pc after it', () => {
    const machine = machineIn(S);
    expect(machine.call('wfi')).toBe(1);
    expect(machine.hart.get('waiting')).toBe(1n);
    expect(machine.hart.pc).toBe(0xffff_ffc0_8000_0128n);
    expect(machine.told.endSlice).toBe(1);
  });

  it('goes on where an enabled interrupt is pending, taken or not', () => {
    const machine = machineIn(S);
    machine.hart.set('mie', 0x20n);
    machine.hart.set('mideleg', 0x20n);
    machine.hart.set('mipSoftware', 0x20n);
    expect(machine.call('wfi')).toBe(0);
    expect(machine.hart.get('waiting')).toBe(0n);
  });

  it.each<[bigint, bigint, boolean]>([
    [M, 0n, false],
    [M, 0x20_0000n, false],
    [S, 0n, false],
    [S, 0x20_0000n, true], // TW
    [U, 0n, true],
  ])('in %i with mstatus %i is illegal: %s', (privilege, mstatus, isIllegal) => {
    const machine = machineIn(privilege, mstatus);
    machine.call('wfi');
    expect(machine.hart.get('mcause')).toBe(isIllegal ? 2n : 0n);
    expect(machine.hart.get('waiting')).toBe(isIllegal ? 0n : 1n);
  });
});

describe('an observer of traps', () => {
  it('is told of exceptions before they are taken, and of returns', () => {
    const machine = machineIn(S);
    const told: unknown[] = [];
    machine.traps = {
      raised: ({ pc, privilege }, cause, handler, high, low) => told.push([pc, privilege, cause, handler, high, low]),
      returned: ({ pc, privilege }) => told.push([pc, privilege]),
    };
    raiseException(machine.hart, Cause.LOAD_PAGE_FAULT, 1, -2);
    takeInterrupt(machine.hart, Interrupt.MACHINE_TIMER);
    machine.call('mret');
    expect(told).toEqual([[0xffff_ffc0_8000_0124n, 1, 13, 3, 1, -2], [0x8000_1000n, 3]]);
  });
});
