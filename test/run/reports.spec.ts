import { describe, expect, it } from 'vitest';
import { findingsOf } from './lint-report.ts';
import { readTestReport } from './test-report.ts';

const tests = (...files: readonly [status: string, ...tests: readonly [status: string, fullName: string][]][]): string =>
  JSON.stringify({
    testResults: files.map(([status, ...results]) => ({
      status,
      assertionResults: results.map(([result, fullName]) => ({ status: result, fullName })),
    })),
  });

describe('the report of the tests', () => {
  it('counts by status', () => {
    const json = tests(['passed', ['passed', 'a'], ['skipped', 'b']], ['failed', ['failed', 'c'], ['passed', 'd'], ['todo', 'e']]);
    expect(readTestReport(json).counts).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that fails without a failed test', () => {
    expect(readTestReport(tests(['failed'], ['failed', ['skipped', 'a']])).counts).toEqual({ passed: 0, failed: 2, skipped: 1 });
  });

  it('gathers why tests were left out', () => {
    const json = tests(['passed', ['skipped', 'x [left out: needs y] one'], ['skipped', 'x [left out: needs y] two'], ['skipped', 'z']]);
    expect([...readTestReport(json).leftOut]).toEqual([
      ['needs y', 2],
      ['switched off in its source', 1],
    ]);
  });

  it('refuses what is no report', () => {
    expect(() => readTestReport('')).toThrow(SyntaxError);
  });
});

const lint = (files: number, ...codes: readonly string[]): string =>
  JSON.stringify({
    number_of_files: files,
    diagnostics: codes.map((code) => ({ message: 'm', code, filename: 'f.ts', labels: [{ span: { line: 2, column: 3 } }] })),
  });

describe('the report of the linter', () => {
  it.each([
    ['import(no-cycle)', 'import cycles'],
    ['reprise(direction)', 'dependency direction'],
    ['eslint(no-restricted-globals)', 'deterministic zone'],
    ['eslint(eqeqeq)', 'lint'],
  ])('gives %s to the gate %s', (code, gate) => {
    expect(findingsOf(lint(1, code))).toEqual([{ gate, text: `f.ts:2:3: m [${code}]` }]);
  });

  it('refuses one over no files', () => {
    expect(() => findingsOf(lint(0))).toThrow('no file');
  });
});
