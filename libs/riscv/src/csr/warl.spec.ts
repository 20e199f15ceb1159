import { describe, expect, it } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { readCsr, writeCsr } from './access.ts';
import { csrByName } from './table.ts';

const ONES = 0xffff_ffff_ffff_ffffn;
const numberOf = (name: string): number => csrByName.get(name) ?? -1;

/** What is read after all ones, and after zero, were written on top of that. */
const afterOnes: readonly [name: string, ones: bigint, zeros: bigint][] = [
  ['mvendorid', 0n, 0n],
  ['marchid', 0n, 0n],
  ['mimpid', 0n, 0n],
  ['mhartid', 0n, 0n],
  ['mconfigptr', 0n, 0n],
  ['mstatus', 0x8000_000a_007e_79aan, 0x0000_000a_0000_0000n],
  ['misa', 0x8000_0000_0014_112dn, 0x8000_0000_0014_112dn],
  ['medeleg', 0xb3ffn, 0n],
  ['mideleg', 0x222n, 0n],
  ['mie', 0xaaan, 0n],
  ['mip', 0x222n, 0n],
  ['mtvec', 0n, 0n], // the reserved mode 3: ignored
  ['mcounteren', 0xffff_ffffn, 0n],
  ['menvcfg', 0x8000_0000_0000_00f1n, 0n],
  ['mcountinhibit', 5n, 0n],
  ['mscratch', ONES, 0n],
  ['mepc', ONES - 1n, 0n],
  ['mcause', ONES, 0n],
  ['mtval', ONES, 0n],
  ['mhpmcounter3', 0n, 0n],
  ['mhpmevent31', 0n, 0n],
  ['pmpcfg0', 0x9f9f_9f9f_9f9f_9f9fn, 0x9f9f_9f9f_9f9f_9f9fn], // locked from then on
  ['pmpcfg2', 0x9f9f_9f9f_9f9f_9f9fn, 0x9f9f_9f9f_9f9f_9f9fn],
  ['pmpaddr0', 0x3f_ffff_ffff_ffffn, 0n],
  ['pmpaddr15', 0x3f_ffff_ffff_ffffn, 0n],
  ['sstatus', 0x8000_0002_000c_6122n, 0x0000_0002_0000_0000n],
  ['sie', 0n, 0n], // nothing is delegated
  ['sip', 0n, 0n],
  ['stvec', 0n, 0n],
  ['scounteren', 0xffff_ffffn, 0n],
  ['senvcfg', 0xf1n, 0n],
  ['sscratch', ONES, 0n],
  ['sepc', ONES - 1n, 0n],
  ['scause', ONES, 0n],
  ['stval', ONES, 0n],
  ['stimecmp', ONES, 0n],
  ['satp', 0n, 0n], // mode 15: ignored
  ['fflags', 0x1fn, 0n],
  ['frm', 7n, 0n],
  ['fcsr', 0xffn, 0n],
  ['cycle', 0n, 0n],
  ['time', 0n, 0n],
  ['instret', 0n, 0n],
  ['hpmcounter3', 0n, 0n],
];

describe('what CSRs keep of what is written (WARL)', () => {
  it.each(afterOnes)('%s', (name, ones, zeros) => {
    const { hart } = new FakeMachine();
    writeCsr(hart, numberOf(name), ONES);
    expect(readCsr(hart, numberOf(name))).toBe(ones);
    writeCsr(hart, numberOf(name), 0n);
    expect(readCsr(hart, numberOf(name))).toBe(zeros);
  });

  it.each<[string, bigint, bigint, bigint]>([
    ['mstatus', 0x800n, 0x1000n, 0x800n], // MPP = 2 leaves MPP as it was
    ['mtvec', 0x8000_0101n, 0x8000_0202n, 0x8000_0101n],
    ['mtvec', 0x8000_0101n, 0x8000_0200n, 0x8000_0200n],
    ['menvcfg', 0x10n, 0x20n, 0x10n], // CBIE = 2
    ['satp', 0x8000_0000_0008_0000n, 0x7000_0000_0008_1234n, 0x8000_0000_0008_0000n],
    ['satp', 0x8000_0000_0008_0000n, 0x9fff_ffff_ffff_ffffn, 0x9fff_ffff_ffff_ffffn],
    ['satp', 0x8000_0000_0008_0000n, 0xa000_0000_0000_0001n, 0xa000_0000_0000_0001n],
    ['satp', 0x8000_0000_0008_0000n, 0xb000_0000_0000_0001n, 0x8000_0000_0008_0000n],
    ['satp', 0x8000_0000_0008_0000n, 0x0000_0000_0000_0001n, 0x0000_0000_0000_0001n],
    ['pmpcfg0', 0x0f0f_0f0fn, 0x1f02_6618n, 0x1f00_0418n], // reserved bits and W without R
    ['pmpcfg0', 0x8fn, 0x1f00n, 0x1f8fn], // only entry 0 is locked
  ])('%s, case %#: one write over another', (name, first, second, kept) => {
    const { hart } = new FakeMachine();
    const fixed = name === 'mstatus' ? 0xa_0000_0000n : 0n;
    writeCsr(hart, numberOf(name), first);
    expect(readCsr(hart, numberOf(name))).toBe(first | fixed);
    writeCsr(hart, numberOf(name), second);
    expect(readCsr(hart, numberOf(name))).toBe(kept | fixed);
  });

  it('takes satp modes up to the widest that there is', () => {
    const { hart } = new FakeMachine({ maxSatpMode: 'sv48' });
    const kept = [8n, 9n, 10n, 0n].map((mode) => {
      writeCsr(hart, numberOf('satp'), (mode << 60n) | 7n);
      return (readCsr(hart, numberOf('satp')) ?? 0n) >> 60n;
    });
    expect(kept).toEqual([8n, 9n, 9n, 0n]);
  });

  it('locks a pmpaddr with its own entry, and with a locked TOR entry above', () => {
    const { hart } = new FakeMachine();
    writeCsr(hart, numberOf('pmpcfg0'), 0x0000_0088_0000_8900n); // entry 1: locked, TOR; entry 4: the same
    const kept = [0, 1, 2, 3, 4, 5].map((entry) => {
      writeCsr(hart, 0x3b0 + entry, 0x1234n);
      return readCsr(hart, 0x3b0 + entry);
    });
    expect(kept).toEqual([0n, 0n, 0x1234n, 0n, 0n, 0x1234n]);
  });
});

describe('what a smaller hart has', () => {
  const without = (...names: string[]) => {
    const { extensions } = new FakeMachine().hart.configuration;
    return new FakeMachine({ extensions: { ...extensions, ...Object.fromEntries(names.map((name) => [name, false])) } }).hart;
  };

  it.each<[string[], string, bigint | undefined]>([
    [['f', 'd'], 'fcsr', undefined],
    [['f', 'd'], 'misa', 0x8000_0000_0014_1105n],
    [['s'], 'satp', undefined],
    [['s'], 'mideleg', undefined],
    [['s'], 'mstatus', 0x2_0000_0000n],
    [['s', 'u'], 'mcounteren', undefined],
    [['s', 'u'], 'mstatus', 0n],
    [['sstc'], 'stimecmp', undefined],
    [['zicntr'], 'time', undefined],
    [['zihpm'], 'hpmcounter3', undefined],
    [['zihpm'], 'mhpmcounter3', 0n],
  ])('without %j, %s', (names, csr, value) => {
    expect(readCsr(without(...names), numberOf(csr))).toBe(value);
  });

  it('has four-byte instruction addresses without C', () => {
    const hart = without('c');
    writeCsr(hart, numberOf('mepc'), ONES);
    expect(readCsr(hart, numberOf('mepc'))).toBe(ONES - 3n);
  });

  it('cannot go to a mode that it lacks', () => {
    const hart = without('s');
    writeCsr(hart, numberOf('mstatus'), 0x1800n);
    writeCsr(hart, numberOf('mstatus'), 0x0800n);
    expect(readCsr(hart, numberOf('mstatus'))).toBe(0x2_0000_1800n);
  });
});
