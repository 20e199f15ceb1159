/** The parser of the log against bytes that nobody wrote: each ends in a segment or a LogError, in time and memory that follow from its length. */
import { LogError, parseSummary, readSegment, RecordingError } from '@reprise/replay';
import { describe, expect, it } from 'vitest';
import { sha256, writeFixture } from './fixture.ts';

const CASES = Number(process.env['REPRISE_FUZZ_CASES'] ?? 8_000);
const SEAL_BYTES = 32;

/** Park and Miller's generator: integers below `limit`. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

const edges = [0, 1, 0x7f, 0x80, 0xff];

/** Changes some bytes, takes some out, puts some in, copies a stretch elsewhere. */
function mutate(bytes: Uint8Array, random: (limit: number) => number): Uint8Array {
  let changed = [...bytes];
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(changed.length + 1);
    const byte = random(2) === 0 ? random(256) : (edges[random(edges.length)] ?? 0);
    const stretch = changed.slice(random(changed.length + 1)).slice(0, random(40));
    switch (random(5)) {
      case 0:
        changed[at] = byte;
        break;
      case 1:
        changed = [...changed.slice(0, at), ...changed.slice(at + 1 + random(8))];
        break;
      case 2:
        changed = [...changed.slice(0, at), byte, ...changed.slice(at)];
        break;
      case 3:
        changed = [...changed.slice(0, at), ...stretch, ...changed.slice(at)];
        break;
      default:
        changed = changed.slice(0, at);
    }
  }
  return Uint8Array.from(changed.filter((byte) => byte !== undefined));
}

describe('the parser of the log', () => {
  const bodies = writeFixture().map(({ bytes }) => bytes.slice(0, -SEAL_BYTES));

  it.each([0, 1])('reads or refuses whatever it is given, sealed as if it were meant: segment %i', (number) => {
    const random = randomOf(number + 11);
    const body = bodies[number] ?? new Uint8Array(0);
    const problems = new Map<string, number>();
    for (let index = 0; index < CASES; index++) {
      const changed = mutate(body, random);
      try {
        readSegment(number, Uint8Array.from([...changed, ...sha256(changed)]), sha256);
        problems.set('none', (problems.get('none') ?? 0) + 1);
      } catch (error) {
        if (!(error instanceof LogError)) throw error;
        expect(error.segment).toBe(number);
        problems.set(error.problem, (problems.get(error.problem) ?? 0) + 1);
      }
    }
    // The mutations reach all of the parser: each kind of refusal comes up, and some changes are none that matter.
    for (const kind of ['none', 'truncated', 'format', 'version', 'chain']) expect([kind, problems.get(kind) ?? 0]).toEqual([kind, expect.any(Number)]);
    expect(Math.min(...['none', 'truncated', 'format', 'version', 'chain'].map((kind) => problems.get(kind) ?? 0))).toBeGreaterThan(0);
  });

  it('refuses noise', () => {
    const random = randomOf(99);
    for (let index = 0; index < CASES / 10; index++) {
      const noise = Uint8Array.from({ length: random(300) }, () => random(256));
      expect(() => readSegment(0, noise, sha256)).toThrow(LogError);
    }
  });
});

describe('the parser of the summary', () => {
  const good = { format: 1, configuration: 'a'.repeat(64), segments: 2, head: 'b'.repeat(64), keyframes: [0, 2], parent: null };
  const values: readonly unknown[] = [null, true, -1, 0.5, 2 ** 53, '', 'x', [], {}, [null], [{}], NaN];

  it('takes what it should', () => expect(parseSummary(good)).toEqual(good));

  it.each(Object.keys(good))('refuses or takes whatever stands for %s', (key) => {
    for (const value of values) {
      try {
        parseSummary({ ...good, [key]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(RecordingError);
      }
    }
    const { [key as keyof typeof good]: _, ...without } = good;
    expect(() => parseSummary(without)).toThrow(RecordingError);
  });
});
