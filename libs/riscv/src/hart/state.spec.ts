import { decodeCanonical, encodeCanonical, expectMap, type Tree } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { hartFieldNames, hartFields } from './layout.ts';
import { loadHart, saveHart } from './state.ts';

/** A hart with something of its own in every cell. */
function marked(): FakeMachine {
  const machine = new FakeMachine();
  let next = 0x0101_0101_0101_0101n;
  for (const name of hartFieldNames) {
    for (let cell = 0; cell < hartFields[name].cells; cell++) machine.hart.set(name, (next += 0x1234_5678_9abc_def1n), cell);
  }
  machine.hart.set('x', 0n, 0);
  for (const name of ['pc', 'mepc', 'sepc'] as const) machine.hart.set(name, machine.hart.get(name) & ~1n);
  machine.hart.set('mstatus', 0x7e_79aan);
  machine.hart.set('privilege', 1n);
  machine.hart.set('waiting', 1n);
  machine.hart.set('satp', 0x8000_0000_0008_0000n);
  return machine;
}

const reloaded = (tree: Tree): FakeMachine => {
  const machine = new FakeMachine();
  loadHart(machine.hart, decodeCanonical(encodeCanonical(tree)), 'hart');
  return machine;
};

describe('saved state', () => {
  it('is all there is, caches left out', () => {
    const saved = saveHart(marked().hart, 'hart');
    const { hart } = reloaded(saved);
    expect(saveHart(hart, 'hart')).toEqual(saved);
    for (const name of hartFieldNames) {
      const cells = Math.min(32, hartFields[name].cells);
      for (let cell = 0; cell < cells; cell++) {
        expect(hart.get(name, cell), name).toBe(hartFields[name].cache ? 0n : marked().hart.get(name, cell));
      }
    }
  });

  it('brings the PMP back to life', () => {
    const machine = new FakeMachine();
    machine.hart.set('pmpcfg', 0x1fn);
    machine.hart.set('pmpaddr', (1n << 54n) - 1n);
    expect(reloaded(saveHart(machine.hart, 'hart')).hart.pmp.page(0x8000_0000, false)).toBe(7);
  });

  it('does not hold what was written to x0', () => {
    const machine = new FakeMachine();
    const before = saveHart(machine.hart, 'hart');
    machine.hart.set('x', 7n, 32);
    expect(saveHart(machine.hart, 'hart')).toEqual(before);
  });

  it.each<[string, Tree, string]>([
    ['privilege', 2n, 'expected one of 0, 1, 3, got 2'],
    ['waiting', 2n, 'expected one of 0, 1, got 2'],
    ['satp', 0xf000_0000_0000_0000n, 'the hart has no such mode'],
    ['mstatus', 0x1000n, 'MPP is no privilege'],
    ['mepc', 1n, 'expected an even address, got 1'],
    ['pc', -1, 'expected 0..2^64-1'],
    ['x', [1n], 'expected a list of 32'],
  ])('is refused with a bad %s, and the hart stays as it was', (name, value, message) => {
    const machine = marked();
    const before = saveHart(machine.hart, 'hart');
    const bad = { ...before, fields: { ...expectMap(before['fields'] ?? null, 'fields'), [name]: value } };
    expect(() => loadHart(machine.hart, bad, 'hart')).toThrow(message);
    expect(saveHart(machine.hart, 'hart')).toEqual(before);
  });
});
