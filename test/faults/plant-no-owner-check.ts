/**
 * Loaded into control planes and workers (node --import): nobody asks any more who owns a run, neither who is told nor who speaks. The checks must notice.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** By the end of a module's address: what is left out of it, and what comes in its place. */
const PLANTS: readonly (readonly [file: string, from: string, to: string])[] = [
  ['/libs/control/dist/run/owner.js', 'if (run.epoch !== epoch || !isOwned(run))', 'if (false)'],
  ['/apps/worker/dist/worker/owned-run.js', 'this.#leaseUntil = askedAt + assignment.leaseSeconds * 1000;', 'this.#leaseUntil = Infinity;'],
  ['/apps/worker/dist/worker/worker.js', `run.lose('the control plane says so')`, 'undefined'],
];

registerHooks({
  load(url, context, nextLoad) {
    const [, from, to] = PLANTS.find(([file]) => url.endsWith(file)) ?? [];
    if (from === undefined || to === undefined) return nextLoad(url, context);
    const source = readFileSync(fileURLToPath(url), 'utf8');
    if (!source.includes(from)) throw new Error(`${url}: '${from}' is not there: where is the owner checked now?`);
    return { format: 'module', source: source.replace(from, to), shortCircuit: true };
  },
});
