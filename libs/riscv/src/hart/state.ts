import {
  array, loadSection, saveSection, StateError, u64, type Field, type Fields, type StateDescription, type Tree, type TreeMap,
} from '@reprise/vmstate';
import { previousPrivilege } from '../csr/status-bits.ts';
import { isSupportedSatpMode } from '../csr/translation.ts';
import { Privilege, type Hart } from './hart.ts';
import { hartFieldNames, hartFields, type HartField } from './layout.ts';

const REGISTERS = 32;

/** Cells that are state: a register file's last cell takes what is written to x0, and means nothing. */
const cellsOf = (field: HartField): number => Math.min(hartFields[field].cells, REGISTERS);

const savedFields = hartFieldNames.filter((name) => hartFields[name].cache !== true);

const fieldOf = (name: HartField): Field<unknown, unknown> => (cellsOf(name) === 1 ? u64() : array(u64(), cellsOf(name)));

const description: StateDescription<Fields> = {
  name: 'riscv-hart',
  version: 1,
  fields: Object.fromEntries(savedFields.map((name) => [name, fieldOf(name)])),
};

/** All of a hart's state by name, caches left out. */
export function saveHart(hart: Hart, path: string): TreeMap {
  const state = Object.fromEntries(
    savedFields.map((name): [string, unknown] => {
      const cells = cellsOf(name);
      return [name, cells === 1 ? hart.get(name) : BigUint64Array.from({ length: cells }, (_, cell) => hart.get(name, cell))];
    }),
  );
  return saveSection(description, state, path);
}

/**
 * Gives a hart the state that `saveHart` gave. What is derived from it outside of the hart (TLBs, timers) is for the caller to
 * drop or set again.
 * @throws StateError if `tree` is not the state of a hart with this configuration; the hart is then as it was
 */
export function loadHart(hart: Hart, tree: Tree, path: string): void {
  const state = loadSection(description, tree, path);
  const word = (name: HartField): bigint => (typeof state[name] === 'bigint' ? state[name] : 0n);
  expectOneOf(word('privilege'), Object.values(Privilege), `${path}.privilege`);
  expectOneOf(word('waiting'), [0, 1], `${path}.waiting`);
  if (previousPrivilege(Number(word('mstatus') & 0xffff_ffffn)) === 2) throw new StateError(`${path}.mstatus`, 'MPP is no privilege');
  for (const name of ['pc', 'mepc', 'sepc'] as const) {
    if ((word(name) & 1n) !== 0n) throw new StateError(`${path}.${name}`, `expected an even address, got ${word(name)}`);
  }
  if (!isSupportedSatpMode(hart.configuration, Number(word('satp') >> 60n))) {
    throw new StateError(`${path}.satp`, `the hart has no such mode: expected at most ${hart.configuration.maxSatpMode}`);
  }
  hart.reset();
  for (const name of savedFields) {
    const value = state[name];
    if (typeof value === 'bigint') hart.set(name, value);
    else if (value instanceof BigUint64Array) for (const [cell, item] of value.entries()) hart.set(name, item, cell);
  }
  hart.set('x', 0n, 0);
  hart.derive();
}

function expectOneOf(value: bigint, known: readonly number[], path: string): void {
  if (!known.some((candidate) => BigInt(candidate) === value)) {
    throw new StateError(path, `expected one of ${known.join(', ')}, got ${value}`);
  }
}
