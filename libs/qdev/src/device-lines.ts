import type { Schema, ValuesOf } from '@reprise/options';
import { StateError, type TreeMap } from '@reprise/vmstate';
import { type AnyDefinition, type AnyState, derived, type OutputDefinition } from './definition.ts';
import type { DeviceContext } from './environment.ts';
import { InputLines, linesOf, OutputLines } from './lines.ts';

/** What lines tell their device. */
export interface LineOwner extends DeviceContext {
  settle(): void;
  traceIrq(output: string, index: number, level: boolean): void;
}

/** All output and input lines of one device. */
export class DeviceLines {
  readonly outputs: readonly OutputLines[];
  readonly inputs: readonly InputLines[];

  constructor(definition: AnyDefinition, state: AnyState, dev: LineOwner) {
    const irq: OutputDefinition<AnyState, DeviceContext, ValuesOf<Schema>> = { level: (s, context) => definition.irq?.(s, context) ?? false };
    const outputs = definition.irq ? { irq, ...definition.outputs } : (definition.outputs ?? {});
    const changed = (name: string, index: number, level: boolean): void => dev.traceIrq(name, index, level);
    this.outputs = Object.entries(outputs).map(([name, output]) => {
      const count = derived(output.count, dev.props, 1);
      return new OutputLines(name, count, (index) => output.level(state, dev, index), changed);
    });
    this.inputs = Object.entries(definition.inputs ?? {}).map(([name, input]) => {
      const set = (level: boolean, index: number): void => {
        input.set(state, level, dev, index);
        dev.settle();
      };
      return new InputLines(name, derived(input.count, dev.props, 1), set);
    });
  }

  /** @throws OptionError if there is no output of this name */
  output(name: string, owner: string): OutputLines {
    return linesOf(this.outputs, 'output', name, owner);
  }

  /** @throws OptionError if there is no input of this name */
  input(name: string, owner: string): InputLines {
    return linesOf(this.inputs, 'input', name, owner);
  }

  /** Brings the outputs up to date. */
  drive(all: boolean): void {
    for (const output of this.outputs) output.drive(all);
  }

  /** Takes every input to be low, without telling the device. */
  clearInputs(): void {
    for (const input of this.inputs) input.levels.fill(0);
  }

  /** The level of each input line, 0 or 1, by name. */
  save(): TreeMap {
    return Object.fromEntries(this.inputs.map(({ name, levels }) => [name, Uint8Array.from(levels)]));
  }

  /** Checks saved levels; what it returns sets them. @throws StateError */
  load(saved: TreeMap, path: string): () => void {
    for (const name of Object.keys(saved)) {
      if (!this.inputs.some((input) => input.name === name)) throw new StateError(`${path}.${name}`, 'there is no such input');
    }
    const checked = this.inputs.map((input) => {
      const levels = Object.hasOwn(saved, input.name) ? saved[input.name] : undefined;
      const fits = levels instanceof Uint8Array && levels.length === input.count && levels.every((level) => level <= 1);
      if (!fits) throw new StateError(`${path}.${input.name}`, `expected the levels of ${input.count} lines`);
      return { input, levels };
    });
    return () => {
      for (const { input, levels } of checked) input.levels.set(levels);
    };
  }
}
