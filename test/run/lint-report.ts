/** The linter's report, sorted into the gates that it decides. */
export const lintGates = ['lint', 'import cycles', 'dependency direction', 'deterministic zone'] as const;
export type LintGate = (typeof lintGates)[number];

export interface Finding {
  readonly gate: LintGate;
  /** `file:line:column: message [rule]` */
  readonly text: string;
}

const gateOfRule: Readonly<Record<string, LintGate>> = {
  'import(no-cycle)': 'import cycles',
  'reprise(direction)': 'dependency direction',
  'eslint(no-restricted-globals)': 'deterministic zone',
  'eslint(no-restricted-properties)': 'deterministic zone',
  'eslint(no-console)': 'deterministic zone',
  'eslint(no-eval)': 'deterministic zone',
  'eslint(no-new-func)': 'deterministic zone',
};

/** What of the linter's JSON is read here. */
interface Report {
  readonly number_of_files: number;
  readonly diagnostics: readonly {
    readonly message: string;
    readonly code?: string;
    readonly filename: string;
    readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[];
  }[];
}

/** Throws a SyntaxError where `json` is no report, and an Error where the linter looked at no file. */
export const findingsOf = (json: string): Finding[] => {
  const report = JSON.parse(json) as Report; // as the pinned version of the linter writes it
  if (!(report.number_of_files > 0)) throw new Error('the linter looked at no file');
  return report.diagnostics.map(({ message, code = 'linter', filename, labels }) => {
    const { line, column } = labels[0]?.span ?? { line: 1, column: 1 };
    return { gate: gateOfRule[code] ?? 'lint', text: `${filename}:${line}:${column}: ${message} [${code}]` };
  });
};
