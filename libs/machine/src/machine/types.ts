import { hwDevices, registerVirtio, virtioDevices } from '@reprise/hw';
import { unknownName } from '@reprise/options';
import { type DeviceType, registerDeviceBases, registerDevices } from '@reprise/qdev';
import { TypeRegistry } from '@reprise/qom';
import { registerCpuTypes } from '@reprise/riscv';
import { type AnyBoard, boardTypeInfo } from '../board/board.ts';
import { spike } from '../board/spike.ts';
import { virt } from '../board/virt.ts';

/** The boards that there are. */
export const boards: readonly AnyBoard[] = [spike, virt];

/** The kinds of devices that there are, for `deviceHelp`. */
export const deviceTypes: readonly DeviceType[] = [...hwDevices, ...virtioDevices];

/** All types: devices, buses, CPUs, machines. */
export function machineRegistry(): TypeRegistry {
  const registry = new TypeRegistry();
  registerDeviceBases(registry);
  registerDevices(registry, hwDevices);
  registerVirtio(registry);
  registerCpuTypes(registry);
  registry.register({ name: 'machine', abstract: true, description: 'a machine' });
  for (const board of boards) registry.register(boardTypeInfo(board));
  return registry;
}

/** What `-M help` lists, by name. */
export const machineTypes = (): { readonly name: string; readonly description: string }[] =>
  boards.map(({ name, description }) => ({ name, description })).sort((a, b) => (a.name < b.name ? -1 : 1));

/** @throws OptionError `unknown machine 'virtt', did you mean 'virt'?` */
export function boardOf(name: string): AnyBoard {
  const board = boards.find((candidate) => candidate.name === name);
  if (!board) throw unknownName('machine', name, boards.map((candidate) => candidate.name));
  return board;
}
