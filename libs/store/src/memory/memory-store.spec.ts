import { describe, it } from 'vitest';
import { CONFORMANCE_PAGE, conformanceCases } from '../testing/conformance.ts';
import { faultCases } from '../testing/fault-cases.ts';
import { MemoryStore } from './memory-store.ts';

describe('a store in memory', () => {
  it.each(conformanceCases)('$title', ({ run }) => run(new MemoryStore(CONFORMANCE_PAGE)));
});

describe('snapshots in memory', () => {
  it.each(faultCases())('$title', ({ run }) => run(() => new MemoryStore()));
});
