/** The linter's rules of this house, beside its own: see .oxlintrc.json. */
import { problemWithImport } from './direction.ts';

// What the rules use of the linter's plugin interface (that of ESLint).
interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
}
interface Context {
  readonly filename: string;
  readonly sourceCode: { readonly lines: readonly string[] };
  report(finding: { readonly node: Node; readonly message: string }): void;
}
interface Literal extends Node {
  readonly value: unknown;
}
interface Importing extends Node {
  readonly source: Literal | null;
}
interface ExportAll extends Importing {
  readonly exported: Node | null;
}
interface Cast extends Node {
  readonly typeAnnotation: Node & { readonly typeName?: { readonly name?: string } };
}

/** Imports point down the layers, and only to what package.json names. */
const direction = {
  create: (context: Context) => {
    const check = (node: Importing): void => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const message = problemWithImport(context.filename, specifier);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

/** An index says what it exports. */
const namedExports = {
  create: (context: Context) => ({
    ExportAllDeclaration: (node: ExportAll): void => {
      if (node.exported === null) context.report({ node, message: 'Export by name: `export *` hides what a library offers' });
    },
  }),
};

/** A cast tells the compiler something that it cannot check: a comment on its line or the line above says why it holds. */
const reasonedCast = {
  create: (context: Context) => {
    const check = (node: Cast): void => {
      if (node.typeAnnotation.typeName?.name === 'const') return;
      const { lines } = context.sourceCode;
      const near = [node.loc.start.line - 2, node.loc.start.line - 1, node.loc.end.line - 1].map((index) => lines[index] ?? '');
      const hasReason = near.some((line) => /\/\/|\*\/|^\s*\*/.test(line));
      if (!hasReason) context.report({ node, message: 'A cast needs its reason: a comment on this line or the line above' });
    };
    return { TSAsExpression: check, TSTypeAssertion: check };
  },
};

export default {
  meta: { name: 'reprise' },
  rules: { direction, 'named-exports': namedExports, 'reasoned-cast': reasonedCast },
};
