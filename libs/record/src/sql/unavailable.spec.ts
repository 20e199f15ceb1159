import { ControlError } from '@reprise/control';
import { expect, it } from 'vitest';
import { asUnavailable } from './unavailable.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

it.each<[string, unknown, boolean]>([
  ['nobody listens', withCode('ECONNREFUSED'), true],
  ['the socket is not there', withCode('ENOENT'), true],
  ['the connection broke', withCode('ECONNRESET'), true],
  ['there are too many connections', withCode('53300'), true],
  ['the server shuts down', withCode('57P01'), true],
  ['a statement took too long', withCode('57014'), true],
  ['two transactions wait for each other', withCode('40P01'), true],
  ['the connection ended', new Error('Connection terminated unexpectedly'), true],
  ['no connection came free', new Error('timeout exceeded when trying to connect'), true],
  ['a row is there already', withCode('23505'), false],
  ['a statement is wrong', withCode('42601'), false],
  ['the domain refused', new ControlError('run.not_owner', 'x'), false],
  ['anything else', new TypeError('x'), false],
  ['what is no error', 'x', false],
])('is, or is not, away when %s', (_, error, isAway) => {
  const seen = asUnavailable(error);
  if (isAway) expect(seen).toMatchObject({ code: 'record.unavailable', kind: 'unavailable', cause: error });
  else expect(seen).toBe(error);
});
