import { beforeAll, describe, expect, it } from 'vitest';
import { needsTool } from '../../tools.ts';
import type { OracleCase } from './case.ts';
import { encodeCases } from './encode.ts';
import { integerCase } from './integer-cases.ts';
import { workAt, workEnd } from './layout.ts';
import { OracleStuck, runCases, runnerElf } from './run.ts';
import { merged } from './segments.ts';

const words = (...instructions: number[]): Uint8Array => new Uint8Array(Uint32Array.from(instructions).buffer);
const registers = (values: Readonly<Record<number, bigint>>): bigint[] => Array.from({ length: 32 }, (_, i) => values[i] ?? 0n);

/** SplitMix64. */
const randomFrom = (seed: bigint) => (): bigint => {
  seed = BigInt.asUintN(64, seed + 0x9e3779b97f4a7c15n);
  let z = seed;
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
};

describe('segments', () => {
  it('are widened to doublewords, and joined where they touch', () => {
    const result = merged([
      { address: 0x100e, bytes: Uint8Array.of(1, 2, 3) },
      { address: 0x1000, bytes: Uint8Array.of(9) },
      { address: 0x1020, bytes: Uint8Array.of(7) },
      { address: 0x100f, bytes: Uint8Array.of(5) },
    ]);
    expect(result).toEqual([
      { address: 0x1000, bytes: Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, 3, 0, 0, 0, 0, 0, 0, 0) },
      { address: 0x1020, bytes: Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0) },
    ]);
  });
});

describe('batches', () => {
  it('are filled before the next one begins', () => {
    const big: OracleCase = { code: words(0x13), memory: [{ address: workAt + 0x1000, bytes: new Uint8Array(10 << 20) }] };
    expect(encodeCases([big, big, big, big, big, big]).map(({ cases }) => cases.length)).toEqual([4, 2]);
    expect(encodeCases([])).toEqual([]);
  });

  it.each([workAt - 8, workEnd])('have no memory outside the work area: %i', (address) => {
    expect(() => encodeCases([{ code: words(0x13), memory: [{ address, bytes: Uint8Array.of(1) }] }])).toThrow(RangeError);
  });
});

needsTool('qemu-system-riscv64', 'riscv64-unknown-elf-gcc')('the oracle on QEMU', () => {
  beforeAll(() => void runnerElf());

  it('runs code from a state and tells the state after', async () => {
    const [result] = await runCases([
      {
        code: words(0x00b50533, 0x02a58553 /* fadd.d fa0, fa1, fa0, rne */, 0x00100073),
        x: registers({ 10: 5n, 11: 0xffff_ffff_ffff_fffen, 31: 31n }),
        f: registers({ 10: 0x3ff0000000000000n, 11: 0x3ca0000000000000n }),
      },
    ]);
    expect(result).toMatchObject({ mcause: 3n, mepc: BigInt(workAt) + 8n, reachedEnd: false, x: registers({ 10: 3n, 11: 0xffff_ffff_ffff_fffen, 31: 31n }) });
    expect(result?.f[10]).toBe(0x3ff0000000000000n);
    expect(result?.fcsr).toBe(1);
  });

  it('tells the trap that ended it', async () => {
    const [illegal, load, call] = await runCases([
      { code: words(0x13, 0xffffffff) },
      { code: words(0x0005b503), x: registers({ 11: 0x8000000n }) },
      { code: words(0x73), csrs: { mstatus: 0x6000n } },
    ]);
    expect(illegal).toMatchObject({ mcause: 2n, mepc: BigInt(workAt) + 4n, mtval: 0xffffffffn });
    expect(load).toMatchObject({ mcause: 5n, mtval: 0x8000000n });
    expect(call).toMatchObject({ mcause: 8n });
    expect(((call?.csrs.mstatus ?? 0n) >> 11n) & 3n).toBe(0n); // MPP: from U
  });

  it('gives memory, tells memory, and clears it for the next case', async () => {
    const address = workAt + 0x10_003;
    const copy: OracleCase = {
      code: words(0x0005b503, 0x00a5b823), // ld a0, 0(a1); sd a0, 16(a1)
      x: registers({ 11: BigInt(address) }),
      memory: [{ address, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
      observe: [{ address: address + 16, length: 9 }],
    };
    const [first, second] = await runCases([copy, { ...copy, memory: [] }]);
    expect(first).toMatchObject({ reachedEnd: true, memory: [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0)] });
    expect(first?.x[10]).toBe(0x0807060504030201n);
    expect(second).toMatchObject({ reachedEnd: true, memory: [new Uint8Array(9)] });
  });

  it('runs in S-mode under page tables that the case brings', async () => {
    const table = workAt + 0x10_000;
    const [root, middle, leaf] = [0, 1, 2].map(() => new BigUint64Array(512));
    if (root === undefined || middle === undefined || leaf === undefined) throw new Error('three tables');
    root[1] = (BigInt(table + 0x1000) >> 2n) | 1n;
    middle[0] = (BigInt(table + 0x2000) >> 2n) | 1n;
    leaf[0] = (BigInt(workAt) >> 2n) | 0xcfn; // V R W X A D
    const [result] = await runCases([
      {
        code: words(0x00000517, 0x00053583), // auipc a0, 0; ld a1, 0(a0)
        pc: 0x4000_0000n,
        csrs: { satp: (8n << 60n) | (BigInt(table) >> 12n), mstatus: 0x6800n },
        memory: [root, middle, leaf].map((content, i) => ({ address: table + 0x1000 * i, bytes: new Uint8Array(content.buffer) })),
      },
    ]);
    expect(result).toMatchObject({ reachedEnd: true, mepc: 0x4000_0008n });
    expect(result?.x.slice(10, 12)).toEqual([0x4000_0000n, 0x00053583_00000517n]);
  });

  it('says which case does not end', async () => {
    const good: OracleCase = { code: words(0x13) };
    const endsTheMachine: OracleCase = { code: words(0x00b52023), x: registers({ 10: 0x100000n, 11: 0x5555n }) }; // sw a1, 0(a0)
    const running = runCases([good, good, endsTheMachine, good]);
    await expect(running).rejects.toThrow(OracleStuck);
    await expect(running).rejects.toMatchObject({ index: 2 });
  });

  it('agrees with the definition of integer instructions', async () => {
    const random = randomFrom(1n);
    const cases = Array.from({ length: 2000 }, () => integerCase(random, 8));
    const results = await runCases(cases);
    const wrong = cases.filter(({ expected }, i) => !results[i]?.reachedEnd || expected.some((value, r) => results[i]?.x[r] !== value));
    expect(wrong).toEqual([]);
  });
});
