import { describe, expect, it } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { CacheBlockOperation } from './cache-block.ts';

const { CLEAN, FLUSH, INVAL } = CacheBlockOperation;
const ZERO = 3;

/** With an open PMP and no translation. */
function machineIn(privilege: bigint, menvcfg: bigint, senvcfg: bigint): FakeMachine {
  const machine = new FakeMachine();
  const { hart } = machine;
  hart.set('privilege', privilege);
  hart.set('menvcfg', menvcfg);
  hart.set('senvcfg', senvcfg);
  hart.set('pmpcfg', 0x1fn);
  hart.set('pmpaddr', (1n << 54n) - 1n);
  hart.derive();
  return machine;
}

const run = (machine: FakeMachine, operation: number): 0 | 1 =>
  operation === ZERO ? machine.call('cboZero', 0x8000_1234n) : machine.call('cbo', 0x8000_1234n, BigInt(operation));

describe('cache block instructions', () => {
  const CBIE = 0x10n;
  const CBIE_INVAL = 0x30n;
  const CBCFE = 0x40n;
  const CBZE = 0x80n;

  it.each<[number, bigint, bigint, bigint, boolean]>([
    // operation, privilege, menvcfg, senvcfg, legal
    [INVAL, 3n, 0n, 0n, true],
    [CLEAN, 3n, 0n, 0n, true],
    [ZERO, 3n, 0n, 0n, true],
    [INVAL, 1n, 0n, 0n, false],
    [INVAL, 1n, CBIE, 0n, true],
    [INVAL, 1n, CBIE_INVAL, 0n, true],
    [INVAL, 1n, CBCFE | CBZE, 0n, false],
    [INVAL, 0n, CBIE, 0n, false],
    [INVAL, 0n, CBIE, CBIE, true],
    [INVAL, 0n, 0n, CBIE, false],
    [CLEAN, 1n, CBCFE, 0n, true],
    [FLUSH, 1n, CBCFE, 0n, true],
    [FLUSH, 1n, CBIE_INVAL | CBZE, 0n, false],
    [CLEAN, 0n, CBCFE, 0n, false],
    [CLEAN, 0n, CBCFE, CBCFE, true],
    [ZERO, 1n, CBZE, 0n, true],
    [ZERO, 1n, CBIE_INVAL | CBCFE, 0n, false],
    [ZERO, 0n, CBZE, CBZE, true],
    [ZERO, 0n, CBZE, 0n, false],
  ])('are legal or not by menvcfg and senvcfg, case %#', (operation, privilege, menvcfg, senvcfg, legal) => {
    const machine = machineIn(privilege, menvcfg, senvcfg);
    expect(run(machine, operation)).toBe(legal ? 0 : 1);
    expect(machine.hart.get('mcause')).toBe(legal ? 0n : 2n);
  });

  it('fault as a store at their address where nothing can be reached', () => {
    const machine = machineIn(1n, 0xf0n, 0n);
    machine.hart.set('pmpcfg', 0n);
    machine.hart.derive();
    expect(run(machine, FLUSH)).toBe(1);
    expect(machine.hart.get('mcause')).toBe(7n);
    expect(machine.hart.get('mtval')).toBe(0x8000_1234n);
  });

  it('fault as a store where there is no page', () => {
    const machine = machineIn(1n, 0xf0n, 0n);
    machine.hart.set('satp', (8n << 60n) | 0x8_0000n);
    expect(run(machine, CLEAN)).toBe(1);
    expect(machine.hart.get('mcause')).toBe(15n);
  });

  it('zero the block that holds the address', () => {
    const machine = machineIn(3n, 0n, 0n);
    expect(run(machine, ZERO)).toBe(0);
    expect(machine.zeroed).toEqual([0x8000_1200n]);
  });
});
