import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { none } from './counts.ts';
import { commandOf, root, statePath } from './paths.ts';
import { readTestReport, type TestReport } from './test-report.ts';

/** Runs the specs (those whose path contains one of `filters`, if any), their output going to this process's own. */
export const runVitest = (filters: readonly string[]): TestReport => {
  const file = statePath(`tests-${process.pid}.json`);
  const args = [commandOf('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters];
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  try {
    const report = readTestReport(readFileSync(file, 'utf8'));
    const isUnexplained = status !== 0 && report.counts.failed === 0; // an error outside of any test, or no test found
    return isUnexplained ? { ...report, counts: { ...report.counts, failed: 1 } } : report;
  } catch (error) {
    process.stdout.write(`vitest ended with ${status} and no report: ${String(error)}\n`);
    return { counts: { ...none, failed: 1 }, leftOut: new Map() };
  } finally {
    rmSync(file, { force: true });
  }
};
