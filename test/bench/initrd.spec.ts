import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { withPrograms } from './initrd.ts';

needsTool('cpio')('an initrd', () => {
  it('is an archive that cpio reads, at a multiple of four bytes behind the other', () => {
    const other = Buffer.from('other');
    const both = withPrograms(other, 'bench', new Map([['one', Buffer.from('abc')], ['other', Buffer.from('abcde')]]));
    expect(both.subarray(0, 8)).toEqual(Buffer.concat([other, Buffer.alloc(3)]));
    const listed = execFileSync('cpio', ['-itv', '--quiet'], { input: both.subarray(8), encoding: 'utf8' }).trim().split('\n');
    expect(listed.map((line) => [line.slice(0, 10), Number(line.split(/ +/)[4]), line.split(' ').at(-1)])).toEqual([
      ['drwxr-xr-x', 0, 'bench'],
      ['-rwxr-xr-x', 3, 'bench/one'],
      ['-rwxr-xr-x', 5, 'bench/other'],
    ]);
  });
});
