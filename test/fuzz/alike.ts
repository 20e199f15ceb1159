/** The same on boards that must come to the same end. */
import { expect } from 'vitest';
import { FuzzedBoard, type Start } from './board.ts';

const DEFINED = ['limit', 'idle', 'shutdown', 'reset'];

/** Cases between two looks at the whole state. */
const CASES_PER_DIGEST = 20;

/**
 * Runs cases one after the other on three boards: interpreted as a whole, interpreted in short slices, and compiled at once. Nothing may be
 * thrown, every case must stop within its steps and for a reason that there is, and all boards must be in the same state all along.
 */
export function runAlike(cases: number, make: (index: number, board: FuzzedBoard) => Start): void {
  const boards = [new FuzzedBoard([Infinity], 'interp'), new FuzzedBoard([1, 5, 23, 111], 'interp'), new FuzzedBoard([Infinity, 40], 'jit')] as const;
  for (let index = 0; index < cases; index++) {
    const before = boards[0].run.icount;
    const each = make(index, boards[0]);
    const stops = boards.map((board) => board.go(each));
    for (const stop of stops) {
      if (stop.reason === 'internal-error') throw new Error(`case ${index} makes the engine fail`, { cause: stop.error });
      if (!DEFINED.includes(stop.reason)) throw new Error(`case ${index} stops with ${stop.reason}`);
    }
    const [here, ...elsewhere] = boards.map(({ run }, side) => `${run.icount} ${run.time.now()} ${JSON.stringify(stops[side])}`);
    for (const there of elsewhere) if (here !== there) throw new Error(`case ${index} ends in ${here}, then in ${there}`);
    if (boards[0].run.icount > before + each.steps) throw new Error(`case ${index} takes more than its ${each.steps} steps`);
    if (index % CASES_PER_DIGEST !== CASES_PER_DIGEST - 1) continue;
    const [digest, ...others] = boards.map(({ run }) => run.digest());
    for (const other of others) expect(other, `after case ${index}`).toBe(digest);
  }
}
