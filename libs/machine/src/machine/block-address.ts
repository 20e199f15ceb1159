import { boards } from './types.ts';

/**
 * The physical address of a block of RAM, by its name and that of its machine: the board's own memory, or that of a device in its table.
 * Undefined for any other, and for a machine that is not known.
 */
export function blockAddress(machine: string, block: string): number | undefined {
  const board = boards.find(({ name }) => name === machine);
  const memory = board && [board.ram, board.rom].find(({ name }) => name === block);
  if (!board || memory) return memory?.at;
  const devices = board.devices.flatMap(({ name, at, size, count, regions }) =>
    regions ? [] : Array.from({ length: count ?? 1 }, (_, index) => ({ path: `/machine/soc/${name}${count === undefined ? '' : index}/`, at: at + index * size })));
  return devices.find(({ path }) => block.startsWith(path))?.at;
}
