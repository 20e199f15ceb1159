/** A failing case as text: the shortest program, what it starts from, and what came out differently. */
import { disassemble, fName, xName } from '@reprise/isa';
import { csrNames } from '@reprise/riscv';
import { addressesOf, type Case, type HartImage, type Item, type Segment } from './case.ts';
import type { Side } from './pair.ts';
import type { Difference } from './state.ts';
import { decoder } from './tables.ts';

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

const csrName = (number: number): string => csrNames.get(number) ?? hex(number);

function textOf({ word, length }: Item, address: number): string {
  const decoded = decoder.decode(word);
  const text = decoded ? disassemble(decoded, BigInt(address), { x: xName, f: fName, csr: csrName }) : 'illegal';
  const bits = hex(word).slice(2).padStart(length * 2, '0').padStart(8);
  return `${bits}  ${decoded?.length === 2 ? `${text}  # ${decoded.row.name}` : text}`;
}

const registersOf = (values: readonly bigint[], name: (register: number) => string): string[] =>
  values.flatMap((value, register) => (value === 0n || value === undefined ? [] : [`${name(register)} = ${hex(value)}`]));

function hartLines(image: HartImage, index: number): string[] {
  const csrs = image.csrs.map(([number, value]) => `${csrName(number)} = ${hex(value)}`);
  const fields = Object.entries(image.fields).map(([name, value]) => `${name} = ${hex(value)}`);
  const all = [...csrs, ...registersOf(image.x, xName), ...registersOf(image.f, fName), ...fields];
  return [`hart ${index}: pc = ${hex(image.pc)}, privilege ${image.privilege}`, ...all.map((line) => `  ${line}`)];
}

/** Doublewords that are not zero. */
function memoryLines({ address, bytes }: Segment): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => i * 8).flatMap((at) => {
    const value = view.getBigUint64(at, true);
    return value === 0n ? [] : [`  ${hex(address + at)}: ${hex(value)}`];
  });
}

/** Of two machines' names and what they do not agree on. */
export function report(each: Case, names: readonly [string, string], found: readonly Difference[]): string {
  const addresses = addressesOf(each.code, each.origin);
  return [
    `${each.name}: ${names.join(' and ')} differ after ${each.steps} steps`,
    ...found.map(({ what, values }) => `  ${what}: ${values.join(', not ')}`),
    'of the program',
    ...each.code.map((item, index) => `  ${hex(addresses[index] ?? 0)}  ${textOf(item, addresses[index] ?? 0)}`),
    `from the state (time ${each.time} ns, the rest of memory ${each.noise ? 'noise' : 'zeros'})`,
    ...each.harts.flatMap(hartLines),
    'memory',
    ...each.memory.flatMap(memoryLines),
  ].join('\n');
}

export const namesOf = (a: Side, b: Side): readonly [string, string] => [a.name, b.name];
