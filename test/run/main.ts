/**
 * ./reprise test [FILTER ...]: gates, then what the tests need of the machine, then the tests (those whose path contains
 * a FILTER). Runs from its source, without any build, so that it can tell of a build that is broken.
 * The last line counts gates and tests: `N passed, N failed` (`, N skipped`); the exit status is 1 if any failed.
 */
import { add, lastLine, none, type Counts } from './counts.ts';
import { runGates } from './gates.ts';
import { installNeeds } from './install-needs.ts';
import { runVitest } from './vitest.ts';
import { heavySpecs, runsHeavySpecs } from '../heavy.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

let counts = none;
const count = (change: Partial<Counts>): void => {
  counts = add(counts, { ...none, ...change });
};

runGates(({ name, problems }) => {
  print(problems.length === 0 ? `ok    ${name}` : `FAIL  ${name}`);
  for (const problem of problems) print(`      ${problem}`);
  count(problems.length === 0 ? { passed: 1 } : { failed: 1 });
});

const installed = installNeeds((line) => void process.stderr.write(`reprise: ${line}\n`));
if (installed.failed) count({ failed: 1 });

const { counts: ofTests, leftOut } = runVitest(process.argv.slice(2));
count(ofTests);

if (installed.reason !== undefined) print(`${installed.failed ? 'FAIL' : 'NOTE'}  ${installed.reason}`);
for (const [reason, tests] of leftOut) print(`LEFT OUT  ${tests} ${tests === 1 ? 'test' : 'tests'}: ${reason}`);
if (!runsHeavySpecs) print(`LEFT OUT  heavy specs (REPRISE_HEAVY=1 ./reprise test runs them): ${heavySpecs.join(', ')}`);
print(lastLine(counts));
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
