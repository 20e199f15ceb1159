import { describe, expect, it } from 'vitest';
import { decodeNotes, encodeNotes } from './notes.ts';

describe('notes', () => {
  it('are read as they were written', () => {
    const notes = { detector: { a: 1 }, script: { at: 2, node: 3 }, wallMs: 1234.4, isLive: true };
    expect(decodeNotes(encodeNotes(notes))).toEqual({ ...notes, wallMs: 1234 });
  });

  it('of something else are refused', () => {
    expect(() => decodeNotes(Uint8Array.of(1))).toThrow();
  });
});
