/**
 * Logs of every released version of the format, in test/fixtures/logs/v<version>/<segment>.log: they load for ever. A new version writes its own
 * folder (REPRISE_BLESS=1 vitest run test/replay/log-fixtures.spec.ts) and leaves the others as they are.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_VERSION, readSegment } from '@reprise/replay';
import { describe, expect, it } from 'vitest';
import { isBlessing } from '../golden.ts';
import { configuration, content, sha256, writeFixture } from './fixture.ts';

const folder = join(import.meta.dirname, '../fixtures/logs');
const own = join(folder, `v${LOG_VERSION}`);

if (isBlessing && !existsSync(own)) {
  mkdirSync(own, { recursive: true });
  for (const [number, { bytes }] of writeFixture().entries()) writeFileSync(join(own, `${number}.log`), bytes);
}

describe.each(readdirSync(folder))('the log of format %s', (version) => {
  it('is read as it was written', () => {
    const [first, last] = [0, 1].map((number) => readSegment(number, readFileSync(join(folder, version, `${number}.log`)), sha256));
    const { start, events, checks, consoleMarks, middle, end } = content;
    expect(first).toMatchObject({ start: { ...start, number: 0, previous: configuration }, events, checks, consoleMarks, end: { ...middle, outcome: { kind: 'continues' } } });
    expect(last).toMatchObject({ start: { number: 1, previous: first?.seal, icount: middle.icount, time: middle.time }, events: [], checks: [], consoleMarks: [], end });
  });
});

describe('this version of the log', () => {
  it('is written as the fixture has it, to the byte', () => {
    for (const [number, { bytes }] of writeFixture().entries()) expect(Buffer.from(bytes).equals(readFileSync(join(own, `${number}.log`)))).toBe(true);
  });
});
