/**
 * What is kept in files to be compared with. `REPRISE_BLESS=1 npx vitest run PATH` writes it anew: read the difference before it is committed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

export const isBlessing = process.env['REPRISE_BLESS'] === '1';

/** Expects a text to be that of a file. */
export function expectGolden(file: URL, text: string): void {
  if (isBlessing) writeFileSync(file, text);
  expect(existsSync(file), `${file.pathname} is missing: REPRISE_BLESS=1 writes it`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
