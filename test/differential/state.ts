/** The whole state of machines, compared. */
import { fName, xName } from '@reprise/isa';
import { hartFields, type Hart, type HartField } from '@reprise/riscv';
import { dirtyPagesOf, loadedImage } from './load.ts';
import { RAM_BASE, type TestMachine } from './machine.ts';

/** One thing that two machines have differently. */
export interface Difference {
  readonly what: string;
  readonly values: readonly [string, string];
}

interface Cell {
  readonly field: HartField;
  readonly cell: number;
}

/** All of a hart but caches, and the cells that take what is written to x0. */
const cells: readonly Cell[] = Object.entries(hartFields).flatMap(([name, { cells: count, ...shape }]) =>
  'cache' in shape ? [] : Array.from({ length: Math.min(count, 32) }, (_, cell) => ({ field: name as HartField, cell }))); // the keys are the fields' names

const cellIndexes = Uint32Array.from(cells, ({ field, cell }) => hartFields[field].offset / 4 + cell * 2);

function isSameHart(a: Hart, b: Hart): boolean {
  const [wordsA, wordsB] = [a.i32, b.i32];
  const [atA, atB] = [a.offset / 4, b.offset / 4];
  for (let i = 0; i < cellIndexes.length; i++) {
    const cell = cellIndexes[i] ?? 0;
    if (wordsA[atA + cell] !== wordsB[atB + cell] || wordsA[atA + cell + 1] !== wordsB[atB + cell + 1]) return false;
  }
  return true;
}

const ramOf = ({ ram, memory: { u8 } }: TestMachine): Buffer => Buffer.from(u8.buffer, ram.offset, ram.size);

/** What is neither in harts nor in RAM. */
function rest(machine: TestMachine): Readonly<Record<string, string>> {
  const { time, engine, device, timers } = machine;
  const { turn, turnLeft } = engine.save();
  return {
    icount: String(time.icount),
    'virtual time': String(time.now()),
    turn: `hart ${turn} for ${turnLeft}`,
    'accesses to the device': `${device.accesses}, ${(device.trace >>> 0).toString(16)}`,
    timers: JSON.stringify(timers.save()),
    'dirty pages': dirtyPagesOf(machine).join(),
  };
}

export function isSameState(a: TestMachine, b: TestMachine): boolean {
  const restB = rest(b);
  return (
    a.harts.every((hart, index) => isSameHart(hart, b.harts[index] ?? hart)) &&
    Object.entries(rest(a)).every(([what, value]) => restB[what] === value) &&
    ramOf(a).equals(ramOf(b))
  );
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

function nameOf({ field, cell }: Cell): string {
  if (field === 'x') return xName(cell);
  if (field === 'f') return fName(cell);
  return hartFields[field].cells === 1 ? field : `${field}[${cell}]`;
}

function* hartDifferences(a: Hart, b: Hart): Generator<Difference> {
  for (const cell of cells) {
    const [one, other] = [a.get(cell.field, cell.cell), b.get(cell.field, cell.cell)];
    if (one !== other) yield { what: `hart ${a.index} ${nameOf(cell)}`, values: [hex(one), hex(other)] };
  }
}

const MOST_MEMORY = 8;

function* memoryDifferences(a: TestMachine, b: TestMachine): Generator<Difference> {
  let count = 0;
  for (let at = 0; at < a.ram.size && count < MOST_MEMORY; at += 8) {
    const [one, other] = [a.ram.read64(at), b.ram.read64(at)];
    if (one === other) continue;
    count++;
    yield { what: `memory at ${hex(BigInt(RAM_BASE + at))}`, values: [hex(one), hex(other)] };
  }
}

/** Everything that differs, of memory only the first few doublewords. */
export function differences(a: TestMachine, b: TestMachine): Difference[] {
  const restB = rest(b);
  return [
    ...a.harts.flatMap((hart, index) => [...hartDifferences(hart, b.harts[index] ?? hart)]),
    ...Object.entries(rest(a)).flatMap(([what, value]): Difference[] => (restB[what] === value ? [] : [{ what, values: [value, restB[what] ?? 'nothing'] }])),
    ...memoryDifferences(a, b),
  ];
}

/** What must hold of a machine by itself: x0 is zero, and pages that changed are marked as such. */
export function brokenRules(machine: TestMachine): string[] {
  const dirty = new Set(dirtyPagesOf(machine));
  const image = loadedImage(machine);
  const ram = ramOf(machine);
  const unmarked = Array.from({ length: ram.length / 4096 }, (_, page) => page).filter(
    (page) => !dirty.has(page) && ram.compare(image, page * 4096, (page + 1) * 4096, page * 4096, (page + 1) * 4096) !== 0,
  );
  return [
    ...unmarked.map((page) => `page ${page} changed and is not dirty`),
    ...machine.harts.filter((hart) => hart.get('x') !== 0n).map((hart) => `x0 of hart ${hart.index} is ${hex(hart.get('x'))}`),
  ];
}
