import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { heavySpecs, runsHeavySpecs } from './test/heavy.ts';

// Libraries are tested from their sources, not from what was built of them. (`import` goes without saying; said, it would hold for require() too.)
const conditions = ['source', 'node'];

export default defineConfig({
  resolve: { conditions },
  // The decorators of Nest's applications, as tsc compiles them.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  ssr: { resolve: { conditions } },
  test: {
    include: ['libs/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts', 'test/**/*.spec.ts'],
    exclude: [...configDefaults.exclude, ...(runsHeavySpecs ? [] : heavySpecs)],
    // A process for each file: a machine of a test has memory of its own to give back. More than four are more than memory likes.
    pool: 'forks',
    maxWorkers: Math.min(availableParallelism(), 4),
    globalSetup: ['test/s3/global-setup.ts'],
    // A guard against hanging for ever: no test is meant to come near it, on a busy machine either.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
