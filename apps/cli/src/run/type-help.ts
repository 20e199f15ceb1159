import { deviceTypes, machineRegistry, machineTypes } from '@reprise/machine';
import { propertyHelp, typeHelp, unknownName } from '@reprise/options';
import { deviceHelp } from '@reprise/qdev';
import { cpuModels } from '@reprise/riscv';
import type { RunValues } from './run-options.ts';

const HELP = new Set(['help', '?']);
const asksForHelp = (properties: Readonly<Record<string, string>>): boolean => [...HELP].some((word) => Object.hasOwn(properties, word));

/** The text that `-M help`, `-cpu help`, `-device help`, `-device TYPE,help` and the like ask for; null if nothing does. @throws OptionError */
export function typeHelpFor({ M, cpu, device }: Pick<RunValues, 'M' | 'cpu' | 'device'>): string | null {
  if (M && HELP.has(M.name)) return typeHelp([{ title: 'Machines', types: machineTypes() }]);
  if (M && asksForHelp(M.properties)) return propertiesOf(`${M.name}-machine`, 'machine', M.name, machineTypes().map(({ name }) => name));
  const [model = '', ...features] = cpu?.split(',') ?? [];
  const models = cpuModels(machineRegistry());
  if (HELP.has(model)) return `CPUs:\n${models.join('\n')}`;
  if (features.some((feature) => HELP.has(feature))) return propertiesOf(`${model}-riscv-cpu`, 'CPU model', model, models);
  for (const { type, properties } of device) {
    if (HELP.has(type)) return deviceHelp(deviceTypes).trimEnd();
    if (asksForHelp(properties)) return propertiesOf(type, 'device', type, deviceTypes.map(({ name }) => name));
  }
  return null;
}

function propertiesOf(typeName: string, kind: string, name: string, known: readonly string[]): string {
  if (!known.includes(name)) throw unknownName(kind, name, known);
  return propertyHelp(name, machineRegistry().properties(typeName));
}
