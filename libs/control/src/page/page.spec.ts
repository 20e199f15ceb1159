import { describe, expect, it } from 'vitest';
import { MAX_PAGE, readPage, type Slice } from './page.ts';

const all = Array.from({ length: 10 }, (_, index) => String(9 - index));
const read = async ({ limit, after }: Slice): Promise<readonly string[]> => all.filter((item) => after === undefined || item < after).slice(0, limit);

describe('a page', () => {
  it.each([[3, ['987', '654', '321', '0']], [5, ['98765', '43210']], [10, ['9876543210']], [50, ['9876543210']], [0, ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0']]])(
    'of %i leads to the next until there is none', async (limit, pages) => {
      const seen: string[] = [];
      for (let cursor: string | undefined, isLast = false; !isLast;) {
        const { items, next } = await readPage({ limit, cursor }, read, String);
        seen.push(items.join(''));
        cursor = next ?? undefined;
        isLast = next === null;
      }
      expect(seen).toEqual(pages);
    });

  it('asks for a bounded number, and for one more to see if there is a next', async () => {
    const asked: number[] = [];
    for (const limit of [undefined, -5, 7.9, 1e9]) await readPage({ limit }, async (slice) => (asked.push(slice.limit), []), String);
    expect(asked).toEqual([51, 2, 8, MAX_PAGE + 1]);
  });

  it.each(['', 'x', '!', 'djI6OQ', 'djE6OQ=='])('is not found by %j, which nobody gave', async (cursor) => {
    await expect(readPage({ cursor }, read, String)).rejects.toMatchObject({ code: 'cursor.invalid' });
  });
});
