import { describe, it } from 'vitest';
import { CONFORMANCE_PAGE, conformanceCases } from '../testing/conformance.ts';
import { MemoryStore } from './memory-store.ts';

describe('a store in memory', () => {
  it.each(conformanceCases)('$title', ({ run }) => run(new MemoryStore(CONFORMANCE_PAGE)));
});
