import { describe, it } from 'vitest';
import { codeBytes } from '../differential/case.ts';
import { handlers } from '../differential/handlers.ts';
import { hartImage } from '../differential/hart-images.ts';
import { instructionOf } from '../differential/instructions.ts';
import { Random } from '../differential/random.ts';
import { SCALE, SEED } from '../differential/seed.ts';
import { allRows } from '../differential/tables.ts';
import { RAM_BASE, type Start } from './board.ts';
import { runAlike } from './alike.ts';

const modes = [{ mode: 'machine', privilege: 3 }, { mode: 'supervisor', privilege: 1 }, { mode: 'user', privilege: 0 }];
const CASES = 2000;
const CODE_BYTES = 256;

function turn(bytes: Uint8Array, at: number, bit: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
}

/** Any bytes; instructions; or instructions with a bit turned here and there. */
function code(random: Random): Uint8Array {
  if (random.chance(40)) return random.bytes(CODE_BYTES);
  const bytes = codeBytes(Array.from({ length: CODE_BYTES / 4 }, () => instructionOf(random, random.pick(allRows))));
  if (random.chance(50)) for (let turned = 0; turned < 8; turned++) turn(bytes, random.below(bytes.length), random.below(8));
  return bytes;
}

function start(random: Random, privilege: number): Start {
  const at = RAM_BASE + random.pick([0x1000, 0x1f80, 0x4000]);
  const around = { targets: Array.from({ length: 16 }, () => BigInt(at + random.below(128) * 2)), pc: BigInt(at) };
  return {
    harts: [hartImage(random, around, { privilege }), ...(random.chance(30) ? [hartImage(random, around)] : [])],
    memory: [...handlers(around.pc), { address: at, bytes: code(random) }, { address: RAM_BASE + 0x8000 + random.below(64) * 64, bytes: random.bytes(64) }],
    steps: 200,
  };
}

describe(`anything as code, seed ${SEED}`, () => {
  it.each(modes)('in $mode mode', ({ mode, privilege }) => {
    runAlike(CASES * SCALE, (index) => start(new Random(SEED, 'fuzz code', mode, index), privilege));
  });
});
