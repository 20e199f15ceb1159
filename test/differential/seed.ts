/**
 * What the random tests of this folder start from. CI runs the fixed seed; `REPRISE_SEED=n` tries another, and `REPRISE_SCALE=n` n
 * times as many cases.
 */
const number = (name: string, fallback: number): number => {
  const text = process.env[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is '${text}', not a number from 1 on`);
  return value;
};

export const SEED = number('REPRISE_SEED', 20);
export const SCALE = number('REPRISE_SCALE', 1);
