/** Makes a failing case smaller for as long as it still fails. */
import { encode } from '@reprise/isa';
import type { Case, HartImage, Item, Segment } from './case.ts';
import { decoder } from './tables.ts';

/** Smaller cases to try, in the order of what they promise. */
type Simplification = (each: Case) => Iterable<Case>;

const replaced = <T>(list: readonly T[], index: number, ...by: readonly T[]): T[] => [...list.slice(0, index), ...by, ...list.slice(index + 1)];

const NOP: Readonly<Record<2 | 4, Item>> = { 2: { word: 0x0001, length: 2 }, 4: { word: 0x0000_0013, length: 4 } };
const isNop = ({ word, length }: Item): boolean => word === NOP[length].word;

/** Stretches of a list: all of it, halves, and so on down to single places. */
function* stretches(length: number): Iterable<readonly [start: number, end: number]> {
  for (let size = length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < length; start += size) yield [start, Math.min(length, start + size)];
  }
}

function* fewerSteps(each: Case): Iterable<Case> {
  for (let steps = 1; steps < each.steps; steps = Math.max(steps + 1, Math.floor(steps * 1.1))) yield { ...each, steps };
}

/** Instructions at the end go; others are left out, or become nops where their place matters. */
function* fewerInstructions(each: Case): Iterable<Case> {
  const { code } = each;
  for (const [start, end] of stretches(code.length)) {
    const chunk = code.slice(start, end);
    yield { ...each, code: code.toSpliced(start, end - start) };
    if (!chunk.every(isNop)) yield { ...each, code: code.toSpliced(start, end - start, ...chunk.map(({ length }) => NOP[length])) };
  }
}

function* plainerHart(image: HartImage): Iterable<HartImage> {
  for (const file of ['f', 'x'] as const) {
    const values = image[file];
    for (const [start, end] of stretches(values.length)) {
      if (values.slice(start, end).some((value) => value !== 0n)) yield { ...image, [file]: values.map((value, register) => (register >= start && register < end ? 0n : value)) };
    }
  }
  for (const [start, end] of stretches(image.csrs.length)) yield { ...image, csrs: image.csrs.toSpliced(start, end - start) };
  const fields = Object.entries(image.fields);
  for (const [start, end] of stretches(fields.length)) yield { ...image, fields: Object.fromEntries(fields.toSpliced(start, end - start)) };
}

/** Fewer bits in the CSRs that are left. */
function* plainerCsrs(image: HartImage): Iterable<HartImage> {
  for (const [index, [number, value]] of image.csrs.entries()) {
    for (let bit = 63n; bit >= 0n; bit--) {
      if (((value >> bit) & 1n) === 1n) yield { ...image, csrs: replaced(image.csrs, index, [number, value & ~(1n << bit)] as const) };
    }
  }
}

const inHarts = (simplify: (image: HartImage) => Iterable<HartImage>): Simplification =>
  function* (each) {
    for (const [index, image] of each.harts.entries()) {
      for (const plainer of simplify(image)) yield { ...each, harts: replaced(each.harts, index, plainer) };
    }
  };

function* lessOf({ address, bytes }: Segment): Iterable<Segment> {
  for (let size = bytes.length / 2; size >= 8; size /= 2) {
    for (let start = 0; start < bytes.length; start += size) {
      if (bytes.subarray(start, start + size).every((byte) => byte === 0)) continue;
      const less = bytes.slice();
      less.fill(0, start, start + size);
      yield { address, bytes: less };
    }
  }
}

function* lessMemory(each: Case): Iterable<Case> {
  if (each.noise) yield { ...each, noise: false };
  for (const [index, segment] of each.memory.entries()) {
    yield { ...each, memory: each.memory.filter((other) => other !== segment) };
    for (const less of lessOf(segment)) yield { ...each, memory: replaced(each.memory, index, less) };
  }
}

/** Operands that are x0 or 0 where that will do. */
function* plainerOperands(each: Case): Iterable<Case> {
  for (const [index, item] of each.code.entries()) {
    const row = decoder.decode(item.word)?.row;
    if (!row || row.length !== 4 || isNop(item)) continue;
    const decoded = decoder.decode(item.word);
    for (const name of ['rd', 'rs1', 'rs2', 'rs3', 'rm', 'imm'] as const) {
      if (!decoded || decoded[name] === 0) continue;
      const word = encode(row, { ...decoded, [name]: 0 });
      if (word !== item.word) yield { ...each, code: replaced(each.code, index, { ...item, word }) };
    }
  }
}

/** No doubts about time. */
function* plainTime(each: Case): Iterable<Case> {
  if (each.time !== 0) yield { ...each, time: 0 };
}

const simplifications: readonly Simplification[] = [
  fewerSteps, fewerInstructions, plainTime, lessMemory, inHarts(plainerHart), plainerOperands, inHarts(plainerCsrs),
];

/** Every case that is a little smaller, the most promising first. */
export function* smaller(each: Case): Iterable<Case> {
  for (const simplify of simplifications) yield* simplify(each);
}

const MOST_ATTEMPTS = 20_000;

/** The smallest case found that still fails. `fails` must be repeatable. */
export function shrink(failing: Case, fails: (each: Case) => boolean): Case {
  let smallest = failing;
  let attempts = 0;
  const improve = (simplify: Simplification): boolean => {
    for (const candidate of simplify(smallest)) {
      if (attempts++ > MOST_ATTEMPTS) return false;
      if (!fails(candidate)) continue;
      smallest = candidate;
      return true;
    }
    return false;
  };
  let progress = true;
  while (progress) {
    progress = false;
    for (const simplify of simplifications) while (improve(simplify)) progress = true;
  }
  return smallest;
}
