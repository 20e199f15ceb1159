import { OptionError } from '@reprise/options';
import { PAGE_SIZE } from '@reprise/memory';
import type { TypeRegistry } from '@reprise/qom';
import type { AnyBoard } from '../board/board.ts';
import type { FlashAddresses } from '../boot/place.ts';
import type { DriveConfiguration, MachineConfiguration } from './configuration.ts';
import { checkGlobals } from './values.ts';

const MIB = 2 ** 20;

/** What can be said about a configuration before anything is made. @throws OptionError */
export function checkConfiguration(board: AnyBoard, { memory, smp, globals = [] }: MachineConfiguration, registry: TypeRegistry): void {
  const { name, maxHarts, ram } = board;
  if (!Number.isInteger(smp) || smp < 1 || smp > maxHarts) throw new OptionError(`machine '${name}' has 1 to ${maxHarts} harts, not ${smp}`);
  if (!Number.isInteger(memory) || memory < MIB || memory > ram.maxSize || memory % PAGE_SIZE !== 0) {
    throw new OptionError(`machine '${name}' has 1 MiB to ${ram.maxSize / MIB} MiB of RAM in pages of 4 KiB, not ${memory} bytes`);
  }
  checkGlobals(globals, registry);
}

/** Where the flashes are that images were given for. @throws OptionError if the board has no such flash */
export function flashAddresses({ name, devices }: AnyBoard, drives: readonly DriveConfiguration[]): FlashAddresses {
  const row = devices.find(({ drive }) => drive === 'pflash');
  const flashes = drives.filter((drive) => drive.interface === 'pflash').map(({ id, index = 0 }) => ({ id, index }));
  const missing = flashes.find(({ index }) => index >= (row?.count ?? 0));
  if (missing) throw new OptionError(`machine '${name}' has no flash ${missing.index} for drive '${missing.id}'`);
  for (const [at, { id, index }] of flashes.entries()) {
    const other = flashes.find((flash, before) => before < at && flash.index === index);
    if (other) throw new OptionError(`flash ${index} has two images: drives '${other.id}' and '${id}'`);
  }
  const address = (wanted: number): number | null => (row && flashes.some(({ index }) => index === wanted) ? row.at + wanted * row.size : null);
  return [address(0), address(1)];
}
