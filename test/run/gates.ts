/** The checks that come before the tests: each passes with no words, or fails with what is wrong. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tool } from '../find-tool.ts';
import { problemsOfWorkspace } from '../rules/workspace.ts';
import { findingsOf, lintGates } from './lint-report.ts';
import { commandOf, root, statePath } from './paths.ts';

export interface GateResult {
  readonly name: string;
  /** What is wrong, a line each; empty when the gate passed. */
  readonly problems: readonly string[];
}

const outputLimit = 64 * 1024 * 1024;

interface Ran {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

const run = (command: string, args: readonly string[]): Ran => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: outputLimit,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, output: stdout, errors: error === undefined ? stderr : error.message };
};

const lines = (...texts: readonly string[]): string[] => texts.join('\n').split('\n').filter((line) => line !== '');

/**
 * The compiler over everything, tests included. It shares the launcher's lock, since both write the same files, and its
 * mark: a build that was killed is not gone on with, but made anew.
 */
const types = (): GateResult => {
  const mark = statePath('building');
  const anew = existsSync(mark) ? ['--force'] : [];
  const command = [process.execPath, commandOf('typescript', 'bin/tsc'), '-b', '--pretty', 'false', ...anew];
  const flock = tool('flock');
  const [program = '', ...args] = flock === undefined ? command : [flock, statePath('lock'), ...command];
  writeFileSync(mark, '');
  const { status, output, errors } = run(program, args);
  rmSync(mark, { force: true });
  const problems = lines(output, errors);
  return { name: 'types', problems: status === 0 ? [] : problems.length > 0 ? problems : [`tsc ended with ${status}`] };
};

const lint = (): GateResult[] => {
  const { status, output, errors } = run(process.execPath, [commandOf('oxlint', 'bin/oxlint'), '--format', 'json']);
  try {
    const findings = findingsOf(output);
    if (status !== 0 && findings.length === 0) throw new Error(`the linter ended with ${status}`);
    return lintGates.map((name) => ({ name, problems: findings.filter(({ gate }) => gate === name).map(({ text }) => text) }));
  } catch (error) {
    return lintGates.map((name) => ({ name, problems: lines(`no report of the linter: ${String(error)}`, output, errors) }));
  }
};

/** Runs them one after the other, `report` being told of each as it ends. */
export const runGates = (report: (result: GateResult) => void): void => {
  report(types());
  for (const result of lint()) report(result);
  report({ name: 'packages', problems: problemsOfWorkspace(root) });
};
