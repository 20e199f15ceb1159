import { MemoryStore, PageSet, Packs, writeSnapshot, type MemoryDifference } from '@reprise/store';
import { stateDifferences, type TreeMap } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import type { Compared } from './compared.ts';
import { diffJson } from './diff-json.ts';
import { diffText } from './diff-text.ts';

const snapshotOf = async (state: TreeMap) => (await writeSnapshot(new Packs(new MemoryStore()), { state, ram: new Map(), disks: new Map() })).snapshot;

/** Two states with some fields, of a machine of the board `virt`, and memory that is told to differ. */
async function compared(left: TreeMap, right: TreeMap, memories: readonly MemoryDifference[] = []): Promise<Compared> {
  const configuration = { machine: { machine: 'virt' } };
  const states = [await snapshotOf({ configuration, ...left }), await snapshotOf({ configuration, ...right })] as const;
  return { names: ['old', 'new'], states, differences: { fields: [...stateDifferences(states[0].state, states[1].state)], memories } };
}

const section = (path: string, fields: TreeMap, more: TreeMap = {}): TreeMap => ({ machine: { [path]: { fields, version: 1, ...more } } });
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

const ram = (sizes: [number, number], ...pages: number[]): MemoryDifference => ({ kind: 'ram', name: 'riscv_virt_board.ram', sizes, pages: PageSet.of(pages) });
const disk = (...pages: number[]): MemoryDifference => ({ kind: 'disk', name: 'drive0', sizes: [9, 9], pages: PageSet.of(pages) });

describe('a difference as text', () => {
  it.each<[string, TreeMap, TreeMap, string]>([
    ['counts of the engine', { engine: { fields: { icount: 1000 } } }, { engine: { fields: { icount: 2_000_000 } } }, '/engine\n  icount             1,000 -> 2,000,000\n'],
    ['registers', section('/machine/soc/cpu0', { x: [0, 1, 2n], f: [0], pc: 4096, mstatus: 0 }), section('/machine/soc/cpu0', { x: [0, 2, 2n ** 64n - 1n], f: [1], pc: 4100n, mstatus: 0 }),
      '/machine/soc/cpu0\n  f0 (ft0)           0x0 -> 0x1\n  pc                 0x1000 -> 0x1004\n  x1 (ra)            0x1 -> 0x2\n  x2 (sp)            0x2 -> 0xffffffffffffffff\n'],
    ['items of a list that change alike', section('/machine/soc/plic', { enable: zeros(9) }), section('/machine/soc/plic', { enable: [1, 1, 1, 0, 2, 0, 1, 1, 1] }),
      '/machine/soc/plic\n  enable[0..2]       0x0 -> 0x1\n  enable[4]          0x0 -> 0x2\n  enable[6..8]       0x0 -> 0x1\n'],
    ['items of lists within', section('/machine/soc/v', { queues: [{ ring: [1, 1] }, { ring: [1, 1] }] }), section('/machine/soc/v', { queues: [{ ring: [2, 2] }, { ring: [2, 2] }] }),
      '/machine/soc/v\n  queues[0]/ring[0..1] 0x1 -> 0x2\n  queues[1]/ring[0..1] 0x1 -> 0x2\n'],
    ['bytes, timers and lines', section('/machine/soc/uart0', { rx: new Uint8Array(0) }, { timers: {}, inputs: { irq: Uint8Array.of(0) } }),
      section('/machine/soc/uart0', { rx: Uint8Array.of(97) }, { timers: { tick: 5 }, inputs: { irq: Uint8Array.of(1) } }),
      '/machine/soc/uart0\n  rx                 no bytes -> 61\n  inputs/irq         00 -> 01\n  timers/tick        - -> 0x5\n'],
    ['a device that only one has', { machine: {} }, section('/machine/soc/rtc', { alarm: 1 }), '/machine/soc\n  rtc                - -> {fields: {alarm: 0x1}, version: 0x1}\n'],
    ['what is configured', { configuration: { machine: { memory: 1024, append: 'a' } } }, { configuration: { machine: { memory: 2048, append: 'b' } } },
      '/configuration/machine\n  append             "a" -> "b"\n  memory             1,024 -> 2,048\n'],
    ['input and random numbers', { inputs: { '/machine/soc/uart0': new Uint8Array(0) }, entropy: { rng0: 16 } }, { inputs: { '/machine/soc/uart0': Uint8Array.of(10) }, entropy: { rng0: 1600 } },
      '/entropy\n  rng0               16 -> 1,600\n/inputs/machine/soc\n  uart0              no bytes -> 0a\n'],
  ])('has %s', async (_what, left, right, text) => {
    const both = await compared(left, right);
    expect(diffText(both)).toBe(`--- old  ${both.states[0].id}\n+++ new  ${both.states[1].id}\n${text}`);
  });

  it.each<[string, MemoryDifference[], string]>([
    ['RAM by its addresses', [ram([65_536, 65_536], 0, 1, 2, 512)], 'ram riscv_virt_board.ram: 4 of 65,536 pages\n  0x80000000..0x80002fff  3 pages\n  0x80200000..0x80200fff  1 page\n'],
    ['RAM of another size', [ram([10, 20])], 'ram riscv_virt_board.ram: 10 pages -> 20 pages\n'],
    ['RAM that only one has', [ram([1, 0])], 'ram riscv_virt_board.ram: 1 page -> -\n'],
    ['memory of no known address, by offsets', [{ ...ram([4, 4], 1), name: 'else' }], 'ram else: 1 of 4 pages\n  0x1000..0x1fff  1 page\n'],
    ['disks by their offsets', [disk(0, 8)], 'disk drive0: 2 of 9 pages\n  0x0..0xfff  1 page\n  0x8000..0x8fff  1 page\n'],
  ])('has %s', async (_what, memories, text) => {
    expect(diffText(await compared({ a: 1 }, { a: 2 }, memories)).split('\n').slice(4).join('\n')).toBe(text);
  });

  it('leaves out stretches that are too many', async () => {
    const text = diffText(await compared({ a: 1 }, { a: 2 }, [ram([400, 400], ...Array.from({ length: 100 }, (_, index) => index * 2))]));
    expect(text.split('\n').length).toBe(2 + 2 + 1 + 32 + 1 + 1);
    expect(text).toContain('\n  and 68 stretches more: --json has all\n');
  });

  it('is nothing where nothing differs', async () => expect(diffText(await compared({ a: 1 }, { a: 1 }))).toBe(''));
});

describe('a difference for programs', () => {
  it('has every field and stretch', async () => {
    const both = await compared(section('/machine/soc/cpu0', { x: [1, 2n ** 64n - 1n], rx: Uint8Array.of(1) }), section('/machine/soc/cpu0', { x: [2n, 5], rx: new Uint8Array(0), more: [[null, 2n ** 60n]] }), [ram([9, 9], 1, 2, 4), disk(3)]);
    expect(JSON.parse(diffJson(both))).toEqual({
      isSame: false,
      left: { name: 'old', state: both.states[0].id },
      right: { name: 'new', state: both.states[1].id },
      fields: [
        { path: '/machine/machine/soc/cpu0/fields/more', right: [[null, '1152921504606846976']] },
        { path: '/machine/machine/soc/cpu0/fields/rx', left: '01', right: '' },
        { path: '/machine/machine/soc/cpu0/fields/x[0]', left: 1, right: 2 },
        { path: '/machine/machine/soc/cpu0/fields/x[1]', left: '18446744073709551615', right: 5 },
      ],
      memories: [
        { kind: 'ram', name: 'riscv_virt_board.ram', address: 0x8000_0000, sizes: [9 * 4096, 9 * 4096], ranges: [{ offset: 4096, size: 8192 }, { offset: 16_384, size: 4096 }] },
        { kind: 'disk', name: 'drive0', sizes: [9 * 4096, 9 * 4096], ranges: [{ offset: 12_288, size: 4096 }] },
      ],
    });
  });

  it('says where there is none', async () => {
    expect(JSON.parse(diffJson(await compared({ a: 1 }, { a: 1 })))).toMatchObject({ isSame: true, fields: [], memories: [] });
  });
});
