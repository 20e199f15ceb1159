/** Integer expressions: numbers, symbols, characters, and C's operators with C's order of evaluation. */
type Resolve = (symbol: string) => bigint;

const TOKEN = /\s*(0x[0-9a-f]+|0b[01]+|\d+[fb](?![\w.$])|\d+|'(?:\\.|[^\\'])'|[A-Za-z_.$][\w.$]*|<<|>>|[-+*/%&|^~()])/iy;

const binary: Readonly<Record<string, { readonly binds: number; readonly apply: (a: bigint, b: bigint) => bigint }>> = {
  '|': { binds: 1, apply: (a, b) => a | b },
  '^': { binds: 2, apply: (a, b) => a ^ b },
  '&': { binds: 3, apply: (a, b) => a & b },
  '<<': { binds: 4, apply: (a, b) => a << shift(b) },
  '>>': { binds: 4, apply: (a, b) => a >> shift(b) },
  '+': { binds: 5, apply: (a, b) => a + b },
  '-': { binds: 5, apply: (a, b) => a - b },
  '*': { binds: 6, apply: (a, b) => a * b },
  '/': { binds: 6, apply: (a, b) => a / divisor(b) },
  '%': { binds: 6, apply: (a, b) => a % divisor(b) },
};

/** The value of an expression; throws an Error on bad text, and whatever `resolve` throws for a symbol it does not know. */
export function evaluateExpression(text: string, resolve: Resolve): bigint {
  const tokens = tokenize(text);
  let at = 0;

  const operand = (): bigint => {
    const token = tokens[at++];
    if (token === undefined) throw new Error(text.trim() === '' ? 'a number is missing' : `'${text}' ends too early`);
    if (token === '-') return -operand();
    if (token === '+') return operand();
    if (token === '~') return ~operand();
    if (token === '(') {
      const inner = sum(1);
      if (tokens[at++] !== ')') throw new Error(`')' is missing in '${text}'`);
      return inner;
    }
    if (token.startsWith("'")) return character(token.slice(1, -1));
    if (/^(0x|0b|\d+$)/i.test(token)) return BigInt(token);
    if (/^[\w.$]/.test(token)) return resolve(token);
    throw new Error(`'${token}' in '${text}' stands where a number should`);
  };

  const sum = (least: number): bigint => {
    let left = operand();
    for (;;) {
      const operator = binary[tokens[at] ?? ''];
      if (!operator || operator.binds < least) return left;
      at++;
      left = operator.apply(left, sum(operator.binds + 1));
    }
  };

  const value = sum(1);
  if (at < tokens.length) throw new Error(`'${tokens[at] ?? ''}' in '${text}' is not expected`);
  return value;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new Error(`'${text.slice(from).trim()}' is not an expression`);
    tokens.push(token);
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, '0': 0 };

/** The code of a character, with C's commonest escapes. */
function character(text: string): bigint {
  return BigInt(unescape(text).charCodeAt(0));
}

/** A string literal's characters without its escapes. */
export const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (_, letter: string) => (letter in ESCAPES ? String.fromCharCode(ESCAPES[letter] ?? 0) : letter));

function shift(by: bigint): bigint {
  if (by < 0n || by > 64n) throw new Error(`a shift by ${by} is not in 0..64`);
  return by;
}

function divisor(value: bigint): bigint {
  if (value === 0n) throw new Error('division by zero');
  return value;
}
