import { ApiError, Unreachable } from '@reprise/api-client';
import { expect, it } from 'vitest';
import { serviceProblem } from './service-problem.ts';

const refused = (status: number): ApiError => new ApiError({ type: 'about:blank', title: '', status, detail: 'what was wrong', code: 'some.code' });

it.each<[Error, number | null]>([
  [refused(400), 2], [refused(422), 2], [refused(401), 77], [refused(403), 77], [refused(404), 66], [refused(409), 1], [refused(429), 75], [refused(503), 75], [refused(500), 70],
  [new Unreachable('nobody there'), 69], [new Error('another'), null],
])('%o has status %s', (error, status) => expect(serviceProblem(error)?.status ?? null).toBe(status));

it('places in what was sent are named', () => {
  const errors = [{ in: 'body' as const, pointer: '/job/boot', detail: 'expected an object' }];
  const error = new ApiError({ type: 'about:blank', title: '', status: 422, detail: 'the body is no job', code: 'body.invalid', errors });
  expect(serviceProblem(error)?.message).toBe('the body is no job\n  /job/boot: expected an object');
});
