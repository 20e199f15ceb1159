import { expect, it } from 'vitest';
import { isRemote } from './is-remote.ts';

it.each<[string[], boolean]>([
  [['r_0123'], true],
  [['--at', '5', `c_${'0'.repeat(32)}`], true],
  [['rec'], false],
  [['r_01'], false],
  [['r_record'], false],
  [['./r_0123'], false],
  [[], false],
])('%j names what is on the service: %s', (args, remote) => expect(isRemote(args)).toBe(remote));
