/** Records of every released version are read for ever. */
import { describe, expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { decodeCrashRecord, describeCrash, encodeCrashRecord } from '@reprise/crash';

const folder = new URL('../fixtures/crashes/v1/', import.meta.url);

describe('a crash record of version 1', () => {
  it.each(readdirSync(folder))('%s is read, and is written the same again', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const crash = decodeCrashRecord(text);
    expect(crash.signature.frames.length).toBeGreaterThan(1);
    expect(describeCrash(crash)).toContain(crash.signature.frames[0]);
    expect(encodeCrashRecord(crash)).toBe(text);
  });
});
