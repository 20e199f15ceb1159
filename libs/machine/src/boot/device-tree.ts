import { unflattenDeviceTree } from '../device-tree/unflatten.ts';
import { type DeviceTree, DeviceTreeError, DeviceTreeNode } from '../device-tree/node.ts';
import { type Image, ImageError } from '../image/image.ts';
import type { Placement } from './place.ts';
import { bytesOfSeed } from './seed.ts';

const SEED_BYTES = 32;

/** What a kernel is told in the node `chosen`. */
export interface BootArguments {
  readonly append?: string;
  readonly dtb?: Image;
  readonly seed: bigint;
}

/** The tree that the guest gets: the board's own, or the one of a file in its place, with the boot arguments. @throws ImageError */
export function completeDeviceTree(own: DeviceTree, { append, dtb, seed }: BootArguments, initrd: Placement['initrd']): DeviceTree {
  const tree = dtb ? readTree(dtb) : own;
  const chosen = tree.root.child('chosen') ?? new DeviceTreeNode('chosen');
  if (!tree.root.children.includes(chosen)) tree.root.add(chosen);
  if (append !== undefined && append !== '') chosen.set('bootargs', append);
  chosen.set('rng-seed', bytesOfSeed(seed, SEED_BYTES));
  if (initrd) chosen.set('linux,initrd-start', address(initrd.start)).set('linux,initrd-end', address(initrd.end));
  return tree;
}

/** One cell where that is enough, as in QEMU's trees; Linux takes two as well. */
const address = (value: number): number | bigint => (value < 2 ** 32 ? value : BigInt(value));

function readTree({ name, bytes }: Image): DeviceTree {
  try {
    return unflattenDeviceTree(bytes);
  } catch (error) {
    if (error instanceof DeviceTreeError) throw new ImageError(`device tree '${name}'`, error.message);
    throw error;
  }
}
