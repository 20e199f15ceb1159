import { describe, expect, it } from 'vitest';
import { parseText } from './parse-text.ts';
import { RequestProblem } from './request-problem.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const YAML_TYPE = 'application/yaml';
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}\n`;

describe('a body of text', () => {
  it.each([
    [JSON_TYPE, '{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
    [YAML_TYPE, 'a:\n  - 1\n  - b: ~\n', { a: [1, { b: null }] }],
    [YAML_TYPE, 'base: &base {x: 1}\nother: *base\n', { base: { x: 1 }, other: { x: 1 } }],
    ['application/merge-patch+json', '[]', []],
  ])('in %s is its value', (type, text, value) => {
    expect(parseText(Buffer.from(text), type)).toEqual(value);
  });

  it.each([
    ['of no type', undefined, '{}', 415, 'body.media_type'],
    ['of another type', 'text/html', '{}', 415, 'body.media_type'],
    ['that is not JSON', JSON_TYPE, '{"a":', 400, 'body.malformed'],
    ['that is not UTF-8', JSON_TYPE, Buffer.from([0x22, 0xff, 0x22]), 400, 'body.malformed'],
    ['that is deep', JSON_TYPE, `${'['.repeat(65)}${']'.repeat(65)}`, 400, 'body.too_deep'],
    ['that is as deep as it is long', JSON_TYPE, `${'['.repeat(500_000)}${']'.repeat(500_000)}`, 400, 'body.too_deep'],
    ['of deep YAML', YAML_TYPE, '['.repeat(20_000), 400, undefined],
    ['of much YAML', YAML_TYPE, `a: ${'x'.repeat(300_000)}`, 413, 'body.too_large'],
    ['of YAML that unfolds', YAML_TYPE, bomb, 400, 'body.malformed'],
    ['of very many nodes', JSON_TYPE, `[${Array(250_000).fill('[]').join(',')}]`, 400, 'body.too_deep'],
    ['of YAML with a key twice', YAML_TYPE, 'a: 1\na: 2\n', 400, 'body.malformed'],
    ['with a prototype in it', JSON_TYPE, '{"a":[{"__proto__":{"x":1}}]}', 422, 'body.invalid'],
    ['of YAML with a prototype in it', YAML_TYPE, 'a:\n  __proto__: {x: 1}\n', 422, 'body.invalid'],
  ])('%s is refused', (_, type, text, status, code) => {
    let thrown: unknown;
    try {
      parseText(Buffer.from(text), type);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RequestProblem);
    expect(thrown).toMatchObject({ status, ...(code !== undefined && { code }) });
  });

  it('names the place of what it does not take', () => {
    expect(() => parseText(Buffer.from('{"a":[{"__proto__":1}]}'), JSON_TYPE)).toThrow('/a/0/__proto__: this key is not taken anywhere');
    expect(Object.prototype).not.toHaveProperty('x');
  });
});
