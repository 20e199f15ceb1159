import { writeU32BE } from '@reprise/bits';
import { describe, expect, it } from 'vitest';
import { flattenDeviceTree } from './flatten.ts';
import { Header } from './format.ts';
import { type DeviceTree, DeviceTreeError, DeviceTreeNode } from './node.ts';
import { deviceTreeText } from './text.ts';
import { unflattenDeviceTree } from './unflatten.ts';

const example = (): DeviceTree => ({
  root: new DeviceTreeNode('')
    .set('#address-cells', 2)
    .set('compatible', 'one,board', 'other,board')
    .add(
      new DeviceTreeNode('chosen').set('bootargs', 'console=ttyS0'),
      new DeviceTreeNode('soc').set('ranges').add(new DeviceTreeNode('serial@10000000').set('reg', 0x1000_0000n, 0x100n).set('mac', Uint8Array.of(1, 2, 3))),
    ),
  reservations: [[0x8000_0000n, 0x2_0000n]],
  bootCpu: 1,
});

const text = `/dts-v1/;

/memreserve/ 0x80000000 0x20000;
/ {
	#address-cells = <0x2>;
	compatible = "one,board", "other,board";

	chosen {
		bootargs = "console=ttyS0";
	};

	soc {
		ranges;

		serial@10000000 {
			reg = <0x0 0x10000000 0x0 0x100>;
			mac = [010203];
		};
	};
};
`;

describe('a device tree', () => {
  it('is shown as source text', () => {
    expect(deviceTreeText(example())).toBe(text);
  });

  it('comes back from its flattened form', () => {
    expect(unflattenDeviceTree(flattenDeviceTree(example()))).toEqual(example());
  });

  it('has its nodes found by path', () => {
    expect(example().root.find('/soc/serial@10000000')?.properties.get('mac')).toEqual(Uint8Array.of(1, 2, 3));
    expect(example().root.find('/soc/nothing/there')).toBe(null);
  });

  it('may have many nodes', () => {
    const root = new DeviceTreeNode('');
    for (let index = 0; index < 2000; index++) root.add(new DeviceTreeNode(`node@${index}`).set('reg', index).set(`own-${index % 7}`));
    const flat = flattenDeviceTree({ root, reservations: [], bootCpu: 0 });
    expect(unflattenDeviceTree(flat).root.children.length).toBe(2000);
  });
});

describe('a damaged tree', () => {
  const damaged = (at: number, value: number): Uint8Array => {
    const bytes = flattenDeviceTree(example());
    writeU32BE(bytes, at, value);
    return bytes;
  };

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), '0 bytes are too few'],
    ['something else', damaged(Header.MAGIC, 0x7f45_4c46), 'not a flattened device tree: it begins with 0x7f454c46'],
    ['one cut short', flattenDeviceTree(example()).subarray(0, 200), 'truncated: '],
    ['a huge one', damaged(Header.TOTAL_SIZE, 0x7fff_ffff), 'more than 1 MiB'],
    ['an old version', damaged(Header.VERSION, 3), 'version 3 cannot be read'],
    ['structure elsewhere', damaged(Header.STRUCT_OFFSET, 0xffff_fff0), 'the structure block is not within the tree'],
    ['structure askew', damaged(Header.STRUCT_OFFSET, 73), 'the structure block is not'],
    ['strings elsewhere', damaged(Header.STRINGS_SIZE, 0x1000), 'the strings block is not within the tree'],
    ['no end of reservations', damaged(Header.RESERVATIONS_OFFSET, 0xffff_ff00), 'the memory reservations have no end'],
    ['no root', damaged(72, 2), 'the tree does not begin with its root'],
    ['an unknown token', damaged(80, 7), 'there is no token 7'],
    ['a long property', damaged(84, 0x7fff_ffff), 'is truncated'],
    ['a property without a name', damaged(88, 0x7fff_ffff), 'the name of a property is not text'],
  ])('is refused: %s', (_what, bytes, message) => {
    expect(() => unflattenDeviceTree(bytes)).toThrow(message);
    expect(() => unflattenDeviceTree(bytes)).toThrow(DeviceTreeError);
  });

  it.each([1, 2, 3])('is read or refused, whatever it holds (seed %i)', (seed) => {
    const original = flattenDeviceTree(example());
    let state = seed;
    const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
    for (let round = 0; round < 3000; round++) {
      const bytes = original.slice(0, random(8) === 0 ? random(original.length) : original.length);
      for (let changes = random(4); changes >= 0; changes--) bytes[random(Math.max(1, bytes.length))] = random(3) === 0 ? 0xff : random(12);
      try {
        unflattenDeviceTree(bytes);
      } catch (error) {
        expect(error, `round ${round}`).toBeInstanceOf(DeviceTreeError);
      }
    }
  });
});
