import { parse } from 'yaml';
import { RequestProblem } from './request-problem.ts';

/** Objects and lists within each other, at most, and in all. */
const DEPTH = 64;
const NODES = 200_000;
/** Reading YAML takes some hundred times as long as JSON. */
const YAML_BYTES = 256 * 1024;

/** The value of a body in JSON or YAML, by its media type. @throws RequestProblem body.media_type, body.encoding, body.malformed, body.too_deep */
export function parseText(bytes: Uint8Array, contentType: string | undefined): unknown {
  const media = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const read = readers[media] ?? (media.endsWith('+json') ? readers['application/json'] : undefined);
  if (!read) throw new RequestProblem(415, 'body.media_type', `a body of type '${media.slice(0, 80)}' is not taken: send application/json or application/yaml`);
  if (media === 'application/yaml' && bytes.length > YAML_BYTES) throw new RequestProblem(413, 'body.too_large', `the body has more than the ${YAML_BYTES} bytes of YAML that are taken: send it as JSON`);
  const value = read(decode(bytes));
  checkShape(value);
  return value;
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'application/json': (text) => attempt(() => JSON.parse(text), 'JSON'),
  // Anchors may be used so often and no more: a short text must not become a huge value.
  'application/yaml': (text) => attempt(() => parse(text, { schema: 'core', maxAliasCount: 50, uniqueKeys: true, logLevel: 'error', customTags: null }), 'YAML'),
};

function attempt(read: () => unknown, language: string): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    const message = error instanceof Error ? error.message.split('\n')[0] : '';
    throw new RequestProblem(400, 'body.malformed', `the body is not ${language}: ${message}`);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestProblem(400, 'body.malformed', 'the body is not text in UTF-8');
  }
}

const tooDeep = (): RequestProblem => new RequestProblem(400, 'body.too_deep', `the body has more than ${DEPTH} lists and objects within each other, or more than ${NODES} in all`);

/** Refuses what schemas should not have to walk through, and keys that are no data to JavaScript. Without recursion. */
function checkShape(root: unknown): void {
  const rest: { readonly value: object; readonly pointer: string; readonly depth: number }[] = [];
  let seen = 0;
  const visit = (value: unknown, pointer: string, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > DEPTH || ++seen > NODES) throw tooDeep();
    rest.push({ value, pointer, depth });
  };
  visit(root, '', 1);
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value, pointer, depth } = next;
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__') throw polluted(`${pointer}/${key}`);
      visit(child, `${pointer}/${key}`, depth + 1);
    }
  }
}

const polluted = (pointer: string): RequestProblem =>
  new RequestProblem(422, 'body.invalid', `${pointer}: this key is not taken anywhere`, [{ in: 'body', pointer, detail: 'this key is not taken anywhere' }]);
