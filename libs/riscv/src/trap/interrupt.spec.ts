import { describe, expect, it } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { Interrupt } from './causes.ts';
import { pendingInterrupt, setInterruptLine, wakeable } from './interrupt.ts';
import { stimecmpDeadline, updateStimecmp } from './timer.ts';

const U = 0n;
const S = 1n;
const M = 3n;
const SIE = 2n;
const MIE = 8n;

describe('the interrupt to take', () => {
  it.each<[string, bigint, bigint, bigint, bigint, bigint, number]>([
    //                                   in mstatus mideleg  mie    mip  taken
    ['none pending',                      U, MIE | SIE, 0n, 0xaaan, 0n, -1],
    ['none enabled',                      U, MIE | SIE, 0n, 0n, 0xaaan, -1],
    ['machine order: external',           U, 0n, 0n, 0xaaan, 0xaaan, 11],
    ['machine order: software',           U, 0n, 0n, 0xaaan, 0x2aan, 3],
    ['machine order: timer',              U, 0n, 0n, 0xaaan, 0x2a2n, 7],
    ['supervisor order: external',        U, 0n, 0x222n, 0xaaan, 0x222n, 9],
    ['supervisor order: software',        U, 0n, 0x222n, 0xaaan, 0x022n, 1],
    ['supervisor order: timer',           U, 0n, 0x222n, 0xaaan, 0x020n, 5],
    ['undelegated ones keep the order',   U, 0n, 0n, 0xaaan, 0x222n, 9],
    ['to machine mode first',             U, 0n, 0x200n, 0xaaan, 0x220n, 5],
    ['machine mode, MIE clear',           M, SIE, 0n, 0xaaan, 0xaaan, -1],
    ['machine mode, MIE set',             M, MIE, 0n, 0xaaan, 0x080n, 7],
    ['machine mode, delegated',           M, MIE | SIE, 0x222n, 0xaaan, 0x222n, -1],
    ['supervisor, MIE does not matter',   S, 0n, 0n, 0xaaan, 0x080n, 7],
    ['supervisor, SIE clear',             S, MIE, 0x222n, 0xaaan, 0x222n, -1],
    ['supervisor, SIE set',               S, SIE, 0x222n, 0xaaan, 0x020n, 5],
    ['supervisor, SIE clear, undelegated', S, MIE, 0n, 0xaaan, 0x020n, 5],
    ['user, SIE does not matter',         U, 0n, 0x222n, 0xaaan, 0x002n, 1],
  ])('%s', (_, privilege, mstatus, mideleg, mie, mip, expected) => {
    const { hart } = new FakeMachine();
    for (const [field, value] of Object.entries({ privilege, mstatus, mideleg, mie, mipLines: mip & 0x888n, mipSoftware: mip & 0x222n })) {
      hart.set(field as 'mie', value);
    }
    expect(pendingInterrupt(hart)).toBe(expected);
    expect(wakeable(hart)).toBe((mip & mie) !== 0n);
  });
});

describe('interrupt lines', () => {
  it('are levels', () => {
    const { hart } = new FakeMachine();
    setInterruptLine(hart, Interrupt.MACHINE_EXTERNAL, true);
    setInterruptLine(hart, Interrupt.SUPERVISOR_EXTERNAL, true);
    setInterruptLine(hart, Interrupt.SUPERVISOR_EXTERNAL, true);
    expect(hart.get('mipLines')).toBe(0xa00n);
    setInterruptLine(hart, Interrupt.SUPERVISOR_EXTERNAL, false);
    expect(hart.get('mipLines')).toBe(0x800n);
  });

  it.each<[string, bigint, bigint, bigint, number]>([
    ['not enabled', 0n, MIE, 0n, 0],
    ['enabled, globally too', 0x800n, MIE, 0n, 1],
    ['enabled, but not globally', 0x800n, 0n, 0n, 0],
    ['enabled, but not globally, and the hart waits', 0x800n, 0n, 1n, 1],
  ])('end the slice or not: %s', (_, mie, mstatus, waiting, told) => {
    const machine = new FakeMachine();
    machine.hart.set('mie', mie);
    machine.hart.set('mstatus', mstatus);
    machine.hart.set('waiting', waiting);
    setInterruptLine(machine.hart, Interrupt.MACHINE_EXTERNAL, true);
    expect(machine.told.endSlice).toBe(told);
  });
});

describe('the supervisor timer', () => {
  const STCE = 1n << 63n;

  it.each<[bigint, bigint, number | null]>([
    [0n, 5n, null],
    [STCE, 5n, 5],
    [STCE, (1n << 53n) - 1n, 2 ** 53 - 1],
    [STCE, 1n << 53n, null],
    [STCE, 0xffff_ffff_ffff_ffffn, null],
  ])('with menvcfg %i and stimecmp %i is due at %s', (menvcfg, stimecmp, deadline) => {
    const { hart } = new FakeMachine();
    hart.set('menvcfg', menvcfg);
    hart.set('stimecmp', stimecmp);
    expect(stimecmpDeadline(hart)).toBe(deadline);
  });

  it('raises STIP when its time has come', () => {
    const machine = new FakeMachine();
    machine.hart.set('menvcfg', STCE);
    machine.hart.set('stimecmp', 100n);
    const levels = [99, 100, 101].map((ticks) => {
      machine.ticks = ticks;
      updateStimecmp(machine.hart);
      return machine.hart.get('mipLines');
    });
    expect(levels).toEqual([0n, 0x20n, 0x20n]);
  });

  it('is silent after a reset', () => {
    const machine = new FakeMachine();
    machine.hart.set('menvcfg', STCE);
    machine.ticks = 2 ** 52;
    updateStimecmp(machine.hart);
    expect(machine.hart.get('mipLines')).toBe(0n);
  });
});
