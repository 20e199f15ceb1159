import { OptionError } from '@reprise/options';
import { extensionNames, type Extension, type HartConfiguration, type SatpMode } from '../hart/configuration.ts';
import type { CpuProperties } from './properties.ts';

/** What all harts of a CPU type have in common. */
export type CpuModel = Omit<HartConfiguration, 'hartid' | 'resetVector'>;

/** What must be there for an extension to be. */
const needs: readonly (readonly [extension: Extension, needed: Extension])[] = [
  ['d', 'f'],
  ['s', 'u'],
];

/** Extensions of supervisor mode: they go with it. */
const ofSupervisor = ['sstc', 'svade', 'svinval', 'svnapot'] as const satisfies readonly Extension[];

/** @throws OptionError where one property needs another */
export function cpuModel(properties: CpuProperties): CpuModel {
  const extensions: Partial<Record<Extension, boolean>> = {};
  for (const name of extensionNames) extensions[name] = properties[name];
  for (const [name, needed] of needs) {
    if (properties[name] && !properties[needed]) throw new OptionError(`'${name}' needs '${needed}': set ${name}=off too`);
  }
  if (!properties.s) for (const name of ofSupervisor) extensions[name] = false;
  return {
    extensions: extensions as Record<Extension, boolean>, // the loop gave it every name
    maxSatpMode: widestMode(properties),
    pmpEntries: properties.pmp ? 16 : 0,
    mvendorid: BigInt(properties.mvendorid),
    marchid: BigInt(properties.marchid),
    mimpid: BigInt(properties.mimpid),
  };
}

/** Each mode includes the narrower ones, so one that is off takes the wider ones with it. */
function widestMode({ s, mmu, sv39, sv48, sv57 }: CpuProperties): SatpMode {
  if (!s || !mmu || !sv39) return 'bare';
  if (!sv48) return 'sv39';
  return sv57 ? 'sv57' : 'sv48';
}

/** The `riscv,isa` property of the device tree: letters, then the longer names, the modes S and U left out. */
export function isaString({ extensions }: Pick<CpuModel, 'extensions'>): string {
  const present = extensionNames.filter((name) => extensions[name]);
  const letters = present.filter((name) => name.length === 1 && name !== 's' && name !== 'u');
  const names = present.filter((name) => name.length > 1);
  return [`rv64i${letters.join('')}`, ...names].join('_');
}

/** The `mmu-type` property of the device tree. */
export const mmuType = ({ maxSatpMode }: Pick<CpuModel, 'maxSatpMode'>): string =>
  maxSatpMode === 'bare' ? 'riscv,none' : `riscv,${maxSatpMode}`;
