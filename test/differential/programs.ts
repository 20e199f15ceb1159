/** Random cases. */
import { addressesOf, type Case, type Item } from './case.ts';
import { handlers } from './handlers.ts';
import { hartImage } from './hart-images.ts';
import { instructionOf, withTargets } from './instructions.ts';
import { RAM_BASE } from './machine.ts';
import { Random } from './random.ts';
import { allRows, type Row } from './tables.ts';

/** Where code begins: on the second page, at times so late that it runs into the third. */
const originOf = (random: Random): number =>
  RAM_BASE + 0x1000 + random.way([2, () => random.below(256) * 2], [1, () => 0x1000 - random.between(1, 40) * 2]);

const LONGEST = 80;

/** A few instructions, mostly of some rows, from a random state: steps enough to go through them about once. */
export function caseOf(seed: number, table: string, index: number, rows: readonly Row[]): Case {
  const random = new Random(seed, table, index);
  const length = random.between(6, LONGEST);
  const drawn = Array.from({ length }, (): Item => instructionOf(random, random.pick(random.chance(85) ? rows : allRows)));
  const code = withTargets(random, drawn);
  const origin = originOf(random);
  const around = { targets: addressesOf(code, origin).map(BigInt), pc: BigInt(origin) };
  return {
    name: `${table} ${index} of seed ${seed}`,
    harts: [hartImage(random, around)],
    origin,
    code,
    memory: handlers(around.pc),
    noise: true,
    time: random.below(2 ** 40),
    steps: length + random.below(length),
  };
}
