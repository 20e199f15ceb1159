import { evaluateExpression } from './expression.ts';

/** Labels and constants. Numbered labels (`1:`) may be defined again and again: `1b` is the last one, `1f` the next one. */
export class Symbols {
  readonly #values: Map<string, bigint>;
  readonly #numbered = new Map<string, bigint[]>();

  constructor(given: Readonly<Record<string, bigint>>) {
    this.#values = new Map(Object.entries(given));
  }

  define(name: string, value: bigint): void {
    if (/^\d+$/.test(name)) {
      this.#numbered.set(name, [...(this.#numbered.get(name) ?? []), value]);
      return;
    }
    if (this.#values.has(name)) throw new Error(`'${name}' is defined twice`);
    this.#values.set(name, value);
  }

  /** Gives a constant a value, over the one that it has. */
  set(name: string, value: bigint): void {
    this.#values.set(name, value);
  }

  /** The value of an expression at an address. */
  evaluate(expression: string, pc: bigint): bigint {
    return evaluateExpression(expression, (symbol) => {
      const value = symbol === '.' ? pc : this.#find(symbol, pc);
      if (value === undefined) throw new Error(`'${symbol}' is not defined`);
      return value;
    });
  }

  get all(): ReadonlyMap<string, bigint> {
    return this.#values;
  }

  #find(symbol: string, pc: bigint): bigint | undefined {
    const numbered = /^(\d+)([bf])$/.exec(symbol);
    if (!numbered) return this.#values.get(symbol);
    const places = this.#numbered.get(numbered[1] ?? '') ?? [];
    return numbered[2] === 'f' ? places.find((place) => place > pc) : places.findLast((place) => place <= pc);
  }
}
