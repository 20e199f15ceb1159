import { describe, expect, it } from 'vitest';
import { FakeMachine } from '../testing/fake-machine.ts';
import { CsrFlag, CsrOperation, readCsr, writeCsr } from './access.ts';
import { csrByName, csrNames } from './table.ts';

const { WRITE, SET, CLEAR } = CsrOperation;
const numberOf = (name: string): bigint => BigInt(csrByName.get(name) ?? -1);

function access(machine: FakeMachine, name: string, operation: number, source: bigint, flags: number = CsrFlag.RD | CsrFlag.RS1): 0 | 1 {
  return machine.call('csr', numberOf(name), BigInt(operation), source, BigInt(flags));
}

const write = (machine: FakeMachine, name: string, value: bigint): void =>
  void writeCsr(machine.hart, Number(numberOf(name)), value);

const read = (machine: FakeMachine, name: string): bigint | undefined => readCsr(machine.hart, Number(numberOf(name)));

describe('CSR instructions', () => {
  it.each<[number, bigint, bigint]>([
    [WRITE, 0x0f0f_0000_0000_0ff0n, 0x0f0f_0000_0000_0ff0n],
    [SET, 0x0f0f_0000_0000_0ff0n, 0xff0f_0000_1234_5ff8n],
    [CLEAR, 0x0f0f_0000_0000_0ff0n, 0xf000_0000_1234_5008n],
  ])('operation %i gives the old value and leaves the new one', (operation, source, after) => {
    const machine = new FakeMachine();
    machine.hart.set('mscratch', 0xf000_0000_1234_5678n);
    expect(access(machine, 'mscratch', operation, source)).toBe(0);
    expect(machine.result).toBe(0xf000_0000_1234_5678n);
    expect(machine.hart.get('mscratch')).toBe(after);
  });

  it.each<[string, string, number, number, 0 | 1]>([
    ['a read-only CSR, read', 'mhartid', SET, CsrFlag.RD, 0],
    ['a read-only CSR, cleared with x0', 'cycle', CLEAR, CsrFlag.RD, 0],
    ['a read-only CSR, set', 'mhartid', SET, CsrFlag.RD | CsrFlag.RS1, 1],
    ['a read-only CSR, written from x0', 'mhartid', WRITE, CsrFlag.RD, 1],
    ['a CSR written from x0', 'mscratch', WRITE, CsrFlag.RD, 0],
  ])('%s', (_, name, operation, flags, trapped) => {
    const machine = new FakeMachine();
    machine.hart.set('mscratch', 5n);
    expect(access(machine, name, operation, 0n, flags)).toBe(trapped);
    if (trapped) {
      expect(machine.hart.get('mcause')).toBe(2n);
      expect(machine.hart.get('mtval')).toBe(0xdead_beefn);
    }
  });

  it('is illegal for a number that no CSR has', () => {
    const machine = new FakeMachine();
    expect(machine.call('csr', 0x7c0n, 1n, 0n, 1n)).toBe(1);
    expect(machine.call('csr', 0x3a1n, 1n, 0n, 1n)).toBe(1); // pmpcfg1 is of RV32
    expect(machine.call('csr', 0x747n, 1n, 0n, 1n)).toBe(1); // mseccfg
  });

  it('lets each mode reach what its number says', () => {
    const reachable = [0n, 1n, 3n].map((privilege) => {
      const names: string[] = [];
      for (const name of csrNames.values()) {
        const machine = new FakeMachine();
        write(machine, 'mcounteren', 0xffff_ffffn);
        write(machine, 'scounteren', 0xffff_ffffn);
        write(machine, 'menvcfg', 1n << 63n);
        write(machine, 'mstatus', 0x2000n);
        machine.hart.set('privilege', privilege);
        if (access(machine, name, SET, 0n, CsrFlag.RD) === 0) names.push(name);
      }
      return names;
    });
    expect(reachable[0]).toHaveLength(3 + 32);
    expect(reachable[1]).toHaveLength(3 + 32 + 11 + 1);
    expect(reachable[2]).toHaveLength(csrNames.size);
  });
});

describe('conditions on a CSR', () => {
  const reach = (name: string, privilege: bigint, setup: readonly [string, bigint][]): boolean => {
    const machine = new FakeMachine();
    for (const [csr, value] of setup) write(machine, csr, value);
    machine.hart.set('privilege', privilege);
    return access(machine, name, SET, 0n, CsrFlag.RD) === 0;
  };
  const TVM = 1n << 20n;
  const STCE = 1n << 63n;

  it.each<[string, bigint, readonly [string, bigint][], boolean]>([
    ['fcsr', 3n, [], false], // FS is Off
    ['fcsr', 0n, [['mstatus', 0x2000n]], true],
    ['satp', 1n, [], true],
    ['satp', 1n, [['mstatus', TVM]], false],
    ['satp', 3n, [['mstatus', TVM]], true],
    ['time', 3n, [], true],
    ['time', 1n, [], false],
    ['time', 1n, [['mcounteren', 2n]], true],
    ['time', 1n, [['mcounteren', 5n]], false],
    ['time', 0n, [['mcounteren', 2n]], false],
    ['time', 0n, [['scounteren', 2n]], false],
    ['time', 0n, [['mcounteren', 2n], ['scounteren', 2n]], true],
    ['cycle', 0n, [['mcounteren', 1n], ['scounteren', 1n]], true],
    ['instret', 0n, [['mcounteren', 4n], ['scounteren', 4n]], true],
    ['hpmcounter31', 0n, [['mcounteren', 1n << 31n], ['scounteren', 1n << 31n]], true],
    ['hpmcounter31', 0n, [['mcounteren', 1n << 31n]], false],
    ['stimecmp', 3n, [], true],
    ['stimecmp', 1n, [], false],
    ['stimecmp', 1n, [['mcounteren', 2n]], false],
    ['stimecmp', 1n, [['menvcfg', STCE]], false],
    ['stimecmp', 1n, [['menvcfg', STCE], ['mcounteren', 2n]], true],
  ])('%s from privilege %s, case %#', (name, privilege, setup, expected) => {
    expect(reach(name, privilege, setup)).toBe(expected);
  });
});

describe('mstatus', () => {
  it.each<[string, bigint, number]>([
    ['SIE', 1n << 1n, 0],
    ['MPRV', 1n << 17n, 1],
    ['SUM', 1n << 18n, 1],
    ['MXR', 1n << 19n, 1],
    ['MPP', 3n << 11n, 1],
    ['TVM', 1n << 20n, 0],
  ])('%s tells the softmmu only if memory is seen otherwise', (_, bits, told) => {
    const machine = new FakeMachine();
    write(machine, 'mstatus', bits);
    write(machine, 'mstatus', bits);
    expect(machine.told.translationChanged).toBe(told);
  });

  it('says that state is dirty', () => {
    const machine = new FakeMachine();
    write(machine, 'mstatus', 0x2000n);
    expect(read(machine, 'sstatus')).toBe(0x2_0000_2000n);
    expect(access(machine, 'frm', WRITE, 1n)).toBe(0);
    expect(read(machine, 'sstatus')).toBe(0x8000_0002_0000_6000n);
    expect(read(machine, 'fcsr')).toBe(0x20n);
  });

  it('shares its supervisor part with sstatus', () => {
    const machine = new FakeMachine();
    write(machine, 'mstatus', 0x7e_79aan);
    write(machine, 'sstatus', 0n);
    expect(read(machine, 'mstatus')).toBe(0xa_0072_1888n);
  });
});

describe('interrupt bits', () => {
  it('lets sie and sip see what is delegated', () => {
    const machine = new FakeMachine();
    write(machine, 'mideleg', 0x22n);
    write(machine, 'sie', 0xfffn);
    expect(read(machine, 'mie')).toBe(0x22n);
    write(machine, 'mie', 0xfffn);
    expect(read(machine, 'sie')).toBe(0x22n);
    write(machine, 'sip', 0xfffn);
    expect(read(machine, 'mip')).toBe(2n);
    write(machine, 'mip', 0xfffn);
    expect(read(machine, 'sip')).toBe(0x22n);
    write(machine, 'sip', 0n);
    expect(read(machine, 'mip')).toBe(0x220n);
  });

  it('does not let a modified mip latch the external line', () => {
    const machine = new FakeMachine();
    machine.hart.set('mipLines', 0x200n);
    expect(access(machine, 'mip', SET, 2n)).toBe(0);
    expect(machine.result).toBe(0x200n);
    expect(machine.hart.get('mipSoftware')).toBe(2n);
    expect(access(machine, 'mip', CLEAR, 0x202n)).toBe(0);
    expect(read(machine, 'mip')).toBe(0x200n);
  });

  it.each<[string, bigint, Readonly<Record<string, bigint>>]>([
    ['mie', 0x20n, { mideleg: 0x20n, mip: 0x20n, mstatus: 2n }],
    ['sie', 0x20n, { mideleg: 0x20n, mip: 0x20n, mstatus: 2n }],
    ['mip', 0x20n, { mideleg: 0x20n, mie: 0x20n, mstatus: 2n }],
    ['sip', 2n, { mideleg: 2n, mie: 2n, mstatus: 2n }],
    ['mstatus', 2n, { mideleg: 0x20n, mie: 0x20n, mip: 0x20n }],
    ['sstatus', 2n, { mideleg: 0x20n, mie: 0x20n, mip: 0x20n }],
    ['mideleg', 0n, { mideleg: 0x20n, mie: 0x20n, mip: 0x20n }],
  ])('ends the slice when %s lets an interrupt through', (name, value, setup) => {
    const machine = new FakeMachine();
    for (const [csr, bits] of Object.entries(setup)) write(machine, csr, bits);
    machine.hart.set('privilege', 1n);
    machine.told.endSlice = 0;
    write(machine, name, value);
    expect(machine.told.endSlice).toBe(1);
  });
});

describe('counters', () => {
  it('count cycles, retired instructions and time', () => {
    const machine = new FakeMachine();
    machine.cycleCount = 2 ** 40 + 7;
    machine.ticks = 2 ** 33 + 5;
    machine.stepCount = 2 ** 32 + 100;
    machine.hart.set('exceptions', 30n);
    expect(read(machine, 'mcycle')).toBe(2n ** 40n + 7n);
    expect(read(machine, 'time')).toBe(2n ** 33n + 5n);
    expect(read(machine, 'instret')).toBe(2n ** 32n + 70n);
  });

  it.each(['mcycle', 'minstret'])('%s reads in the next instruction what was written', (name) => {
    const machine = new FakeMachine();
    machine.cycleCount = machine.stepCount = 1000;
    write(machine, name, 0xffff_ffff_ffff_fffen);
    machine.cycleCount = machine.stepCount = 1001;
    expect(read(machine, name)).toBe(0xffff_ffff_ffff_fffen);
    machine.cycleCount = machine.stepCount = 1004;
    expect(read(machine, name)).toBe(1n);
  });

  it.each<[string, bigint]>([['mcycle', 1n], ['minstret', 4n]])('%s stands still while inhibited', (name, bit) => {
    const machine = new FakeMachine();
    const at = (count: number): bigint | undefined => {
      machine.cycleCount = machine.stepCount = count;
      return read(machine, name);
    };
    at(10);
    write(machine, 'mcountinhibit', bit);
    expect(at(11)).toBe(11n);
    expect(at(50)).toBe(11n);
    write(machine, name, 100n);
    expect(at(60)).toBe(100n);
    write(machine, 'mcountinhibit', 0n);
    expect(at(61)).toBe(100n);
    expect(at(65)).toBe(104n);
  });
});

describe('the supervisor timer', () => {
  const STCE = 1n << 63n;

  it('drives STIP only while menvcfg.STCE lets it, and then alone', () => {
    const machine = new FakeMachine();
    machine.ticks = 100;
    write(machine, 'stimecmp', 100n);
    write(machine, 'mip', 0n);
    expect(read(machine, 'mip')).toBe(0n);
    write(machine, 'menvcfg', STCE);
    expect(read(machine, 'mip')).toBe(0x20n);
    write(machine, 'mip', 0n);
    expect(read(machine, 'mip')).toBe(0x20n);
    write(machine, 'stimecmp', 101n);
    write(machine, 'mip', 0x20n);
    expect(read(machine, 'mip')).toBe(0n);
    write(machine, 'menvcfg', 0n);
    write(machine, 'mip', 0x20n);
    expect(read(machine, 'mip')).toBe(0x20n);
    expect(machine.told.timerChanged).toBe(4);
  });

  it('compares all 64 bits, unsigned', () => {
    const machine = new FakeMachine();
    write(machine, 'menvcfg', STCE);
    machine.ticks = 2 ** 40;
    const levels = [0n, 2n ** 40n, 2n ** 40n + 1n, 0xffff_ffffn, 0xffff_ffff_ffff_ffffn].map((value) => {
      write(machine, 'stimecmp', value);
      return read(machine, 'mip');
    });
    expect(levels).toEqual([0x20n, 0x20n, 0n, 0x20n, 0n]);
  });
});

describe('satp', () => {
  it('tells the softmmu when it changes', () => {
    const machine = new FakeMachine();
    write(machine, 'satp', 0x8000_0000_0008_0000n);
    write(machine, 'satp', 0x8000_0000_0008_0000n);
    write(machine, 'satp', 0xf000_0000_0008_0000n);
    expect(machine.told.translationChanged).toBe(1);
  });
});
