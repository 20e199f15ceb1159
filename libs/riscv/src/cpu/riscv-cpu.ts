import { completeValues, OptionError, parseOptionString, parseValues, unknownName } from '@reprise/options';
import { QObject, type ObjectInit, type TypeRegistry } from '@reprise/qom';
import { type HartConfiguration } from '../hart/configuration.ts';
import { cpuModel, isaString, mmuType, type CpuModel } from './model.ts';
import { cpuProperties } from './properties.ts';

/** QEMU's TYPE_RISCV_CPU. */
const BASE_TYPE = 'riscv-cpu';
const TYPE_SUFFIX = `-${BASE_TYPE}`;

/** One hart as an object of the machine: its properties say what it has. */
export class RiscvCpu extends QObject {
  /** What its properties come to. @throws OptionError where one needs another */
  get model(): CpuModel {
    return cpuModel(completeValues(cpuProperties, this.typeName, this.values));
  }

  /** For the `riscv,isa` property of the device tree. */
  get isaString(): string {
    return isaString(this.model);
  }

  /** For the `mmu-type` property of the device tree. */
  get mmuType(): string {
    return mmuType(this.model);
  }

  hartConfiguration(hartid: number, resetVector: bigint): HartConfiguration {
    return { ...this.model, hartid, resetVector };
  }
}

/** Registers `cpu`, `riscv-cpu` and the CPU models. The type `device` must be there. */
export function registerCpuTypes(registry: TypeRegistry): void {
  const create = (init: ObjectInit): RiscvCpu => new RiscvCpu(init);
  registry.register({ name: 'cpu', parent: 'device', abstract: true, description: 'a processor' });
  registry.register({ name: BASE_TYPE, parent: 'cpu', abstract: true, description: 'a RISC-V hart', properties: cpuProperties, create });
  registry.register({ name: `rv64${TYPE_SUFFIX}`, parent: BASE_TYPE, description: 'RV64 with all that there is' });
}

/** The models that `-cpu` takes. */
export const cpuModels = (registry: TypeRegistry): string[] =>
  registry.list({ isA: BASE_TYPE }).map(({ name }) => name.slice(0, -TYPE_SUFFIX.length));

/** The argument of `-cpu`, checked once for all harts: `rv64,v=off,sstc=on`. */
export interface CpuOption {
  readonly typeName: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** @throws OptionError for an unknown model or property, a bad value, or properties that do not go together */
export function parseCpuOption(registry: TypeRegistry, text: string): CpuOption {
  const { head, entries } = parseOptionString(text);
  const model = head ?? '';
  const typeName = `${model}${TYPE_SUFFIX}`;
  if (!cpuModels(registry).includes(model)) throw unknownName('CPU model', model, cpuModels(registry));
  const values = parseValues(cpuProperties, model, entries);
  try {
    cpuModel(values);
  } catch (error) {
    if (error instanceof OptionError) throw new OptionError(`'${model}': ${error.message}`);
    throw error;
  }
  return { typeName, values };
}

/** One hart of that type, not yet in the tree. */
export function createCpu(registry: TypeRegistry, { typeName, values }: CpuOption): RiscvCpu {
  const object = registry.create(typeName, values);
  if (object instanceof RiscvCpu) return object;
  throw new Error(`type '${typeName}' is no CPU`);
}
