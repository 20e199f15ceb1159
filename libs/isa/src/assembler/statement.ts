/** One thing on a line of assembly. */
export interface Statement {
  readonly line: number;
  readonly kind: 'label' | 'directive' | 'instruction';
  /** The label without its colon, the directive without its dot, or the mnemonic. */
  readonly name: string;
  /** Operands, split at their commas. */
  readonly operands: readonly string[];
}

/** Reads the text line by line: `label: name operand, operand # comment`; several statements are parted by semicolons. */
export function parseStatements(text: string): Statement[] {
  return text.split('\n').flatMap((line, index) => split(line, ';').flatMap((part) => parseStatement(part, index + 1)));
}

function parseStatement(text: string, line: number): Statement[] {
  const statements: Statement[] = [];
  let rest = text.trim();
  for (let label = LABEL.exec(rest); label; label = LABEL.exec(rest)) {
    statements.push({ line, kind: 'label', name: label[1] ?? '', operands: [] });
    rest = rest.slice(label[0].length).trimStart();
  }
  if (rest === '') return statements;
  const [, dot = '', name = '', operands = ''] = /^(\.?)(\S+)\s*(.*)$/s.exec(rest) ?? [];
  const list = operands === '' ? [] : split(operands, ',').map((operand) => operand.trim());
  statements.push({ line, kind: dot === '' ? 'instruction' : 'directive', name: name.toLowerCase(), operands: list });
  return statements;
}

const LABEL = /^([A-Za-z_.$][\w.$]*|\d+)\s*:/;

/** Splits at a character that is not inside quotes, and drops a comment (`#` or `//`) at the end. */
function split(text: string, at: string): string[] {
  const parts: string[] = [''];
  for (const [token] of text.matchAll(/"(?:\\.|[^\\"])*"?|'(?:\\.|[^\\'])'|#.*|\/\/.*|./gsy)) {
    if (token.startsWith('#') || token.startsWith('//')) break;
    if (token === at) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}
