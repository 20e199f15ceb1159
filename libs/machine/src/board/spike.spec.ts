import { describe, expect, it } from 'vitest';
import { unflattenDeviceTree } from '../device-tree/unflatten.ts';
import { elfFile } from '../testing/elf-builder.ts';
import { imageOf, MachineBench } from '../testing/machine-bench.ts';

const RAM = 0x8000_0000;
const program = (symbols?: Readonly<Record<string, bigint>>) => ({
  name: 'program', bytes: elfFile({ segments: [{ at: RAM, bytes: [1, 2, 3, 4], size: 0x2000 }], ...(symbols && { symbols }) }),
});

const htifReg = (bench: MachineBench): Uint8Array | undefined => unflattenDeviceTree(bench.machine.deviceTree).root.find('/htif')?.properties.get('reg');

describe('spike', () => {
  it('has its host-target interface where the program has its symbols', () => {
    const bench = new MachineBench({ machine: 'spike', kernel: program({ tohost: 0x8000_1000n, fromhost: 0x8000_1040n }) });
    const { space } = bench.machine;
    space.write64(RAM + 0x1000, 0x0101_0000_0000_0041n);
    expect([bench.console, space.read64(RAM + 0x1000), htifReg(bench)]).toEqual(['A', 0n, undefined]);
    space.write(RAM + 0x1010, 5, 4);
    expect(space.read(RAM + 0x1010, 4)).toBe(5);
    space.write64(RAM + 0x1000, 7n);
    expect(bench.requests).toEqual(['shutdown 3']);
  });

  it.each([['a plain binary', imageOf('firmware', 1)], ['a program without the symbols', program()], ['a stripped one', program({})]])('has it at 0x1000000 for %s', (_what, kernel) => {
    const bench = new MachineBench({ machine: 'spike', kernel });
    bench.machine.space.write64(0x0100_0008, 0x0101_0000_0000_0042n);
    expect([bench.console, htifReg(bench)?.length]).toEqual(['B', 16]);
  });

  it('is loaded again at a reset, under the interface too', () => {
    const kernel = { name: 'program', bytes: elfFile({ segments: [{ at: RAM, bytes: [1, 2, 3, 4] }], symbols: { tohost: 0x8000_0000n } }) };
    const { machine } = new MachineBench({ machine: 'spike', kernel });
    expect(machine.ramBlocks[0]?.read(0, 4)).toBe(0x0403_0201);
  });

  it('takes no symbols that are nowhere', () => {
    expect(() => new MachineBench({ machine: 'spike', kernel: program({ tohost: 2n ** 63n, fromhost: 0n }) }))
      .toThrow("kernel 'program': symbol 'tohost' is at 0x8000000000000000, where there is no memory");
    const bench = new MachineBench({ machine: 'spike', kernel: program({ tohost: 0n, fromhost: 4n }) });
    expect(bench.machine.space.read(RAM, 4)).toBe(0x0403_0201);
  });
});
