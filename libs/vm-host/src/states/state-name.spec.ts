import { OptionError } from '@reprise/options';
import { describe, expect, it } from 'vitest';
import { parseStateName } from './state-name.ts';

const HASH = '0123456789abcdef'.repeat(4);

describe('the name of a state', () => {
  it.each([
    ['rec', { kind: 'recorded', folder: 'rec', icount: null }],
    ['rec@0', { kind: 'recorded', folder: 'rec', icount: 0 }],
    ['/a/b c/rec@9007199254740991', { kind: 'recorded', folder: '/a/b c/rec', icount: 2 ** 53 - 1 }],
    ['me@home', { kind: 'recorded', folder: 'me@home', icount: null }],
    ['me@1@2', { kind: 'recorded', folder: 'me@1', icount: 2 }],
    ['me@1/', { kind: 'recorded', folder: 'me@1/', icount: null }],
    ['a#b', { kind: 'recorded', folder: 'a#b', icount: null }],
    [`file:store#sha256:${HASH}`, { kind: 'stored', store: 'file:store', digits: HASH }],
    [`file:///a/b#${HASH}`, { kind: 'stored', store: 'file:///a/b', digits: HASH }],
    ['file:x#y#sha256:0a', { kind: 'stored', store: 'file:x#y', digits: '0a' }],
    ['s3://bucket/p?endpoint=http://127.0.0.1:9000#f', { kind: 'stored', store: 's3://bucket/p?endpoint=http://127.0.0.1:9000', digits: 'f' }],
  ])('%s', (text, name) => expect(parseStateName(text)).toEqual({ text, ...name }));

  it.each([
    ['', "'' names no state: expected DIR@N, DIR, file:FOLDER#ID or s3://BUCKET/PREFIX?endpoint=URL#ID"],
    ['rec@9007199254740992', "'rec@9007199254740992': expected up to 2^53-1 instructions after '@'"],
    ['file:store', "'file:store' is a store: name a snapshot of it, file:store#ID"],
    ['file:store#', "'file:store#': expected the id of a snapshot after '#'"],
    ['file:store#sha256:', 'expected the id of a snapshot'],
    ['file:store#ABCD', 'expected the id of a snapshot'],
    [`file:store#${HASH}0`, 'expected the id of a snapshot'],
    ['s3://bucket#sha512:00', 'expected the id of a snapshot'],
  ])("'%s' is refused", (text, message) => {
    expect(() => parseStateName(text)).toThrow(OptionError);
    expect(() => parseStateName(text)).toThrow(message);
  });
});
