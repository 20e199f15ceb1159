import { describe, expect, it } from 'vitest';
import { WriteEpochs } from './write-epochs.ts';

describe('WriteEpochs', () => {
  it('knows what was written after each mark, whatever was written before', () => {
    const epochs = new WriteEpochs();
    const marks: { mark: number; since: Set<number> }[] = [{ mark: 0, since: new Set() }];
    let random = 1;
    for (let step = 0; step < 20_000; step++) {
      random = Math.imul(random, 1_664_525) + 1_013_904_223;
      const page = (random >>> 8) % 97;
      epochs.note(page);
      for (const { since } of marks) since.add(page);
      if (step % 1777 === 0) marks.push({ mark: epochs.mark(), since: new Set() });
    }
    marks.push({ mark: epochs.mark(), since: new Set() });
    for (const { mark, since } of marks) expect(new Set(epochs.since(mark))).toEqual(since);
    expect(epochs.since(0).length).toBe(97);
  });
});
