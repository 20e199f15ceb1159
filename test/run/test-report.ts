import type { Counts } from './counts.ts';

/** What of Vitest's JSON report is read here. */
interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface TestReport {
  readonly counts: Counts;
  /** Reasons that skipped suites give in their titles, with the number of tests that each left out. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** A spec file that fails without a failed test (it does not load, a hook throws) counts as one failure. Throws for text that is no report. */
export const readTestReport = (json: string): TestReport => {
  const report = JSON.parse(json) as Report; // as the pinned version of Vitest writes it
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  const leftOut = new Map<string, number>();
  for (const { status, assertionResults } of report.testResults) {
    const failures = assertionResults.filter((test) => test.status === 'failed').length;
    failed += status === 'failed' ? Math.max(failures, 1) : failures;
    for (const test of assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status !== 'failed') {
        skipped += 1;
        const reason = /\[left out: ([^\]]*)\]/.exec(test.fullName)?.[1] ?? 'switched off in its source';
        leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
      }
    }
  }
  return { counts: { passed, failed, skipped }, leftOut };
};
