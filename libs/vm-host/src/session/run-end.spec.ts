import { expect, it } from 'vitest';
import { exitStatus, type RunEnd } from './run-end.ts';

it.each<[RunEnd['reason'], number | null, number]>([
  ['shutdown', 0, 0],
  ['shutdown', 42, 42],
  ['shutdown', 255, 255],
  ['shutdown', 256, 255],
  ['reset', null, 1],
  ['idle', null, 1],
  ['instruction-limit', null, 124],
  ['wall-limit', null, 124],
  ['interrupted', null, 130],
  ['terminated', null, 143],
  ['quit', null, 0],
  ['console-closed', null, 141],
  ['crashed', null, 134],
  ['internal-error', null, 70],
])('%s, exit code %s: status %i', (reason, exitCode, status) => {
  expect(exitStatus({ reason, exitCode })).toBe(status);
});
