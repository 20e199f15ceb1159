import { describe, expect, it } from 'vitest';
import type { HartConfiguration } from '../hart/configuration.ts';
import { FakeMachine, RAM } from '../testing/fake-machine.ts';
import { AccessKind } from '../trap/causes.ts';
import { translateData, translateFetch } from './context.ts';
import { Translation } from './page-walker.ts';

const { READ, WRITE, FETCH } = AccessKind;
const { OK, PAGE_FAULT, ACCESS_FAULT } = Translation;

const V = 1n;
const R = 2n;
const W = 4n;
const X = 8n;
const U = 0x10n;
const A = 0x40n;
const D = 0x80n;
const N = 1n << 63n;
const RWXAD = V | R | W | X | A | D;

const ROOT = RAM + 0x1000;
const TABLE = 0x1000;
const entry = (address: number | bigint, bits: bigint): bigint => ((BigInt(address) >> 12n) << 10n) | bits;
const modes = { sv39: 8n, sv48: 9n, sv57: 10n } as const;

/** A supervisor with translation on, an open PMP, and tables from ROOT on. */
class Tables extends FakeMachine {
  #tables = 1;

  constructor(mode: keyof typeof modes = 'sv39', changes: Partial<HartConfiguration> = {}) {
    super(changes);
    this.hart.set('privilege', 1n);
    this.hart.set('satp', (modes[mode] << 60n) | BigInt(ROOT / 4096));
    this.protect(0x1fn, (1n << 54n) - 1n);
  }

  /** Entry 0 of the PMP. */
  protect(cfg: bigint, address: bigint): void {
    this.hart.set('pmpcfg', cfg);
    this.hart.set('pmpaddr', address);
    this.hart.derive();
  }

  /** Puts `leaf` where the walk of `va` finds it at `level`, making the tables above; gives the entry's physical address. */
  map(va: bigint, leaf: bigint, level = 0, levels = 3): number {
    let table = ROOT;
    for (let at = levels - 1; ; at--) {
      const slot = table + Number((va >> BigInt(12 + 9 * at)) & 0x1ffn) * 8;
      if (at === level) {
        this.write64(slot, leaf);
        return slot;
      }
      if (this.read64(slot) === 0n) this.write64(slot, entry(ROOT + this.#tables++ * TABLE, V));
      table = Number((this.read64(slot) >> 10n) << 12n);
    }
  }

  translate(va: bigint, access: AccessKind = READ, bytes = 8): Translation {
    const high = Number(BigInt.asIntN(32, va >> 32n));
    const low = Number(BigInt.asIntN(32, va));
    return access === FETCH
      ? translateFetch(this.walker, this.hart, high, low, bytes)
      : translateData(this.walker, this.hart, high, low, bytes, access);
  }
}

describe('a walk', () => {
  it.each<[keyof typeof modes, bigint, number, number, bigint, number]>([
    // mode, address, levels, level of the leaf, where it points, bits of the page
    ['sv39', 0x0000_0012_3456_7abcn, 3, 0, 0x8765_4000n, 12],
    ['sv39', 0xffff_ffff_ffff_fff8n, 3, 0, 0x8765_4000n, 12],
    ['sv39', 0x0000_0012_3456_7abcn, 3, 1, 0x8760_0000n, 21],
    ['sv39', 0x0000_0012_3456_7abcn, 3, 2, 0x1_c000_0000n, 30],
    ['sv39', 0xffff_ffc0_8123_4568n, 3, 2, 0x8000_0000n, 30],
    ['sv48', 0x0000_7fff_3456_7abcn, 4, 0, 0xf_8765_4000n, 12],
    ['sv48', 0xffff_8000_3456_7abcn, 4, 1, 0xf_8760_0000n, 21],
    ['sv48', 0xffff_8000_3456_7abcn, 4, 2, 0xf_8000_0000n, 30],
    ['sv48', 0xffff_fabc_3456_7abcn, 4, 3, 0x80_0000_0000n, 39],
    ['sv57', 0x00ff_7fff_3456_7abcn, 5, 0, 0xf_8765_4000n, 12],
    ['sv57', 0xff12_7fff_3456_7abcn, 5, 3, 0x80_0000_0000n, 39],
    ['sv57', 0xff12_7fff_3456_7abcn, 5, 4, 0x1_0000_0000_0000n, 48],
  ])('%s, case %#', (mode, va, levels, level, target, bits) => {
    const machine = new Tables(mode);
    machine.map(va, entry(target, RWXAD), level, levels);
    expect(machine.translate(va)).toBe(OK);
    expect(BigInt(machine.walker.physical)).toBe(target | (va & ((1n << BigInt(bits)) - 1n)));
    expect(machine.walker.pageBits).toBe(bits);
    expect(machine.walker.permissions).toBe(7);
    expect(machine.entriesRead).toHaveLength(levels - level);
  });

  it.each<[keyof typeof modes, bigint]>([
    ['sv39', 0x0000_0040_0000_0000n],
    ['sv39', 0xffff_ff80_0000_0000n],
    ['sv39', 0x8000_0000_0000_0000n],
    ['sv48', 0x0000_8000_0000_0000n],
    ['sv48', 0xffff_0000_0000_0000n],
    ['sv57', 0x0100_0000_0000_0000n],
    ['sv57', 0xfe00_0000_0000_0000n],
  ])('%s faults for an address whose upper bits are not copies of its top bit, case %#', (mode, va) => {
    const machine = new Tables(mode);
    for (let slot = 0; slot < 512; slot++) machine.write64(ROOT + slot * 8, entry(0, RWXAD));
    expect(machine.translate(va)).toBe(PAGE_FAULT);
    expect(machine.entriesRead).toHaveLength(0);
    expect(machine.translate(0n)).toBe(OK);
  });

  it.each<[string, bigint, number, Translation]>([
    ['an invalid entry', entry(RAM, R | W | A | D), 0, PAGE_FAULT],
    ['W without R', entry(RAM, V | W | A | D), 0, PAGE_FAULT],
    ['W and X without R', entry(RAM, V | W | X | A | D), 0, PAGE_FAULT],
    ['a pointer at the last level', entry(RAM, V), 0, PAGE_FAULT],
    ['a pointer with A', entry(RAM, V | A), 1, PAGE_FAULT],
    ['a pointer with D', entry(RAM, V | D), 1, PAGE_FAULT],
    ['a pointer with U', entry(RAM, V | U), 1, PAGE_FAULT],
    ['a pointer with N', entry(RAM, V | N), 1, PAGE_FAULT],
    ['reserved bit 54', entry(RAM, RWXAD | (1n << 54n)), 0, PAGE_FAULT],
    ['reserved bit 60', entry(RAM, RWXAD | (1n << 60n)), 0, PAGE_FAULT],
    ['a memory type (Svpbmt)', entry(RAM, RWXAD | (1n << 61n)), 0, PAGE_FAULT],
    ['another memory type', entry(RAM, RWXAD | (1n << 62n)), 0, PAGE_FAULT],
    ['a misaligned 2 MiB page', entry(RAM + 0x1000, RWXAD), 1, PAGE_FAULT],
    ['a misaligned 1 GiB page', entry(RAM + 0x20_0000, RWXAD), 2, PAGE_FAULT],
    ['software bits, which are no matter', entry(RAM, RWXAD | 0x300n), 0, OK],
    ['a table outside of RAM', entry(0x1000, V), 1, ACCESS_FAULT],
    ['a table beyond all addresses', entry((1n << 56n) - 0x1000n, V), 1, ACCESS_FAULT],
    ['a page beyond all addresses', entry((1n << 56n) - 0x1000n, RWXAD), 0, ACCESS_FAULT],
    ['a page outside of RAM, which is for the bus to say', entry(0x1000, RWXAD), 0, OK],
  ])('finds %s', (_, leaf, level, expected) => {
    const machine = new Tables();
    machine.map(0x1234_5000n, leaf, level);
    expect(machine.translate(0x1234_5000n)).toBe(expected);
  });

  it('takes no walk in machine mode or with translation off', () => {
    const machine = new Tables();
    machine.hart.set('satp', 0n);
    expect(machine.translate(0x8000_0123n)).toBe(OK);
    expect(machine.walker.physical).toBe(0x8000_0123);
    expect(machine.translate(1n << 53n)).toBe(ACCESS_FAULT);
    expect(machine.translate(0xffff_ffff_8000_0000n)).toBe(ACCESS_FAULT);
    machine.hart.set('satp', (8n << 60n) | BigInt(ROOT / 4096));
    machine.hart.set('privilege', 3n);
    expect(machine.translate(0x8000_0123n)).toBe(OK);
    expect(machine.walker.permissions).toBe(7);
    expect(machine.entriesRead).toHaveLength(0);
  });
});

describe('Svnapot', () => {
  it.each<[string, bigint, number, Translation]>([
    ['64 KiB', entry(0x8765_8000n, RWXAD | N), 0, OK],
    ['8 KiB', entry(0x8765_1000n, RWXAD | N), 0, PAGE_FAULT],
    ['32 KiB', entry(0x8765_4000n, RWXAD | N), 0, PAGE_FAULT],
    ['128 KiB', entry(0x8765_0000n, RWXAD | N), 0, PAGE_FAULT],
    ['at level 1', entry(0x8760_8000n, RWXAD | N), 1, PAGE_FAULT],
  ])('%s', (_, leaf, level, expected) => {
    const machine = new Tables();
    machine.map(0x1234_5678n, leaf, level);
    expect(machine.translate(0x1234_5678n)).toBe(expected);
    if (expected === OK) {
      expect(machine.walker.physical).toBe(0x8765_5678);
      expect(machine.walker.pageBits).toBe(16);
    }
  });

  it('is reserved where it is missing', () => {
    const { extensions } = new FakeMachine().hart.configuration;
    const machine = new Tables('sv39', { extensions: { ...extensions, svnapot: false } });
    machine.map(0x1234_5678n, entry(0x8765_8000n, RWXAD | N));
    expect(machine.translate(0x1234_5678n)).toBe(PAGE_FAULT);
  });
});

describe('permissions', () => {
  const SUM = 1n << 18n;
  const MXR = 1n << 19n;
  const MPRV = 1n << 17n;
  /** For each access in order: whether it is let through. */
  const verdicts = (privilege: bigint, mstatus: bigint, leaf: bigint): string => {
    const machine = new Tables();
    machine.map(0x1234_5000n, entry(RAM, V | A | D | leaf));
    machine.hart.set('privilege', privilege);
    machine.hart.set('mstatus', mstatus);
    return [READ, WRITE, FETCH].map((access) => (machine.translate(0x1234_5000n, access) === OK ? 'rwx'[access] : '-')).join('');
  };

  it.each<[string, bigint, bigint, bigint, string]>([
    ['R', 1n, 0n, R, 'r--'],
    ['RW', 1n, 0n, R | W, 'rw-'],
    ['X', 1n, 0n, X, '--x'],
    ['RX', 1n, 0n, R | X, 'r-x'],
    ['RWX', 1n, 0n, R | W | X, 'rwx'],
    ['X, readable through MXR', 1n, MXR, X, 'r-x'],
    ['a user page for a user', 0n, 0n, R | W | X | U, 'rwx'],
    ['a supervisor page for a user', 0n, 0n, R | W | X, '---'],
    ['a user page for a supervisor', 1n, 0n, R | W | X | U, '---'],
    ['a user page for a supervisor with SUM', 1n, SUM, R | W | X | U, 'rw-'],
    ['SUM and MXR', 1n, SUM | MXR, X | U, 'r--'],
    ['SUM gives a user nothing', 0n, SUM, R | W | X, '---'],
    ['machine mode under MPRV as user', 3n, MPRV, R | U, 'r-x'], // fetches are not translated
    ['machine mode under MPRV as supervisor', 3n, MPRV | 0x800n, R | W, 'rwx'],
    ['machine mode under MPRV as supervisor, user page', 3n, MPRV | 0x800n, R | W | U, '--x'],
    ['machine mode under MPRV as machine', 3n, MPRV | 0x1800n, 0n, 'rwx'],
    ['MPRV below machine mode', 1n, MPRV, R | W, 'rw-'],
  ])('%s', (_, privilege, mstatus, leaf, expected) => {
    expect(verdicts(privilege, mstatus, leaf)).toBe(expected);
  });

  it.each<[bigint, bigint, number]>([
    [R | W | X, 0n, 7],
    [X, 0n, 4],
    [X, MXR, 5],
    [R | W | X | U, SUM, 3],
  ])('are told for the whole page, case %#', (leaf, mstatus, permissions) => {
    const machine = new Tables();
    machine.map(0x1234_5000n, entry(RAM, V | A | D | leaf));
    machine.hart.set('mstatus', mstatus);
    machine.walker.translate(machine.hart, 0, 0x1234_5000, 1, (permissions & 1) === 1 ? READ : FETCH, 1, mstatus === SUM, mstatus === MXR);
    expect(machine.walker.permissions).toBe(permissions);
  });
});

describe('the accessed and dirty bits', () => {
  it.each<[string, bigint, AccessKind, bigint, number]>([
    ['a load sets A', 0n, READ, A, 5],
    ['a fetch sets A', 0n, FETCH, A, 5],
    ['a store sets both', 0n, WRITE, A | D, 7],
    ['a store sets D', A, WRITE, A | D, 7],
    ['a load leaves D', A | D, READ, A | D, 7],
    ['a load sets A where D is set', D, READ, A | D, 7],
  ])('%s', (_, before, access, after, permissions) => {
    const machine = new Tables();
    const slot = machine.map(0x1234_5000n, entry(RAM, V | R | W | X | before));
    expect(machine.translate(0x1234_5000n, access)).toBe(OK);
    expect(machine.read64(slot)).toBe(entry(RAM, V | R | W | X | after));
    expect(machine.walker.permissions).toBe(permissions);
    expect(machine.entriesUpdated).toEqual(before === after ? [] : [slot]);
  });

  it.each<[bigint, AccessKind, Translation]>([
    [0n, READ, PAGE_FAULT],
    [0n, FETCH, PAGE_FAULT],
    [A, READ, OK],
    [A, WRITE, PAGE_FAULT],
    [D, READ, PAGE_FAULT],
    [A | D, WRITE, OK],
  ])('fault under Svade where they are clear, case %#', (bits, access, expected) => {
    const { extensions } = new FakeMachine().hart.configuration;
    const machine = new Tables('sv39', { extensions: { ...extensions, svade: true } });
    machine.map(0x1234_5000n, entry(RAM, V | R | W | X | bits));
    expect(machine.translate(0x1234_5000n, access)).toBe(expected);
    expect(machine.entriesUpdated).toEqual([]);
  });

  it('stay as they are when the access is not permitted', () => {
    const machine = new Tables();
    machine.map(0x1234_5000n, entry(RAM, V | R));
    expect(machine.translate(0x1234_5000n, WRITE)).toBe(PAGE_FAULT);
    expect(machine.entriesUpdated).toEqual([]);
  });
});

describe('the PMP under translation', () => {
  const TOR = 8n;

  it('guards the page tables', () => {
    const machine = new Tables();
    machine.map(0x1234_5000n, entry(RAM, RWXAD));
    machine.protect(TOR | 7n, BigInt(ROOT) >> 2n); // RAM below the tables only
    expect(machine.translate(0x1234_5000n)).toBe(ACCESS_FAULT);
  });

  it('keeps A and D from tables that cannot be written', () => {
    const machine = new Tables();
    machine.map(0x1234_5000n, entry(RAM, V | R | W));
    machine.protect(0x1dn, (1n << 54n) - 1n); // no W anywhere
    expect(machine.translate(0x1234_5000n, READ)).toBe(ACCESS_FAULT);
  });

  it.each<[bigint, AccessKind, number, Translation, boolean, number]>([
    [0x1fn, WRITE, 8, OK, true, 7],
    [0x1dn, READ, 8, OK, true, 5],
    [0x1dn, WRITE, 8, ACCESS_FAULT, true, 0],
    [0x18n, READ, 8, ACCESS_FAULT, true, 0],
  ])('guards the page, case %#', (cfg, access, bytes, expected, uniform, permissions) => {
    const machine = new Tables();
    machine.map(0x1234_5000n, entry(RAM + 0x8_0000, RWXAD));
    machine.hart.set('pmpcfg', cfg | 0x1f00n);
    machine.hart.set('pmpaddr', (BigInt(RAM + 0x8_0000) >> 2n) | 0x1ffn, 0);
    machine.hart.set('pmpaddr', (1n << 54n) - 1n, 1);
    machine.hart.derive();
    expect(machine.translate(0x1234_5000n, access, bytes)).toBe(expected);
    if (expected === OK) expect([machine.walker.isUniform, machine.walker.permissions]).toEqual([uniform, permissions]);
  });

  it('looks at each access where it is not alike over the page', () => {
    const machine = new Tables();
    machine.map(0x1234_5000n, entry(RAM + 0x8_0000, RWXAD));
    machine.hart.set('pmpcfg', 0x1f11n); // 4 bytes that may only be read
    machine.hart.set('pmpaddr', BigInt(RAM + 0x8_0000) >> 2n, 0);
    machine.hart.set('pmpaddr', (1n << 54n) - 1n, 1);
    machine.hart.derive();
    const seen = [[0n, READ, 4], [0n, WRITE, 4], [0n, READ, 8], [4n, WRITE, 8], [4n, FETCH, 4]] as const;
    expect(seen.map(([offset, access, bytes]) => machine.translate(0x1234_5000n + offset, access, bytes))).toEqual([
      OK, ACCESS_FAULT, ACCESS_FAULT, OK, OK,
    ]);
    expect(machine.walker.isUniform).toBe(false);
    expect(machine.walker.permissions).toBe(7);
  });
});
