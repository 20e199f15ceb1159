import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { withCommand } from './bundled-linux.ts';
import { newcArchive } from './newc.ts';

const files = [
  { path: 'cmd', mode: 0o100755, bytes: Buffer.from('#!/bin/sh\necho\n') },
  { path: 'etc/empty', mode: 0o100600, bytes: new Uint8Array(0) },
  { path: 'odd', mode: 0o100644, bytes: Buffer.from([1, 2, 3, 4, 5]) },
];

it('writes archives whose parts all start at a multiple of 4', () => {
  const archive = Buffer.from(newcArchive(files));
  expect(archive.length % 4).toBe(0);
  const [first] = files;
  const fields = ['00000001', '000081ed', '00000000', '00000000', '00000001', '00000000', '0000000f', ...Array.from({ length: 4 }, () => '00000000'), '00000004', '00000000'];
  expect(archive.subarray(0, 110).toString()).toBe(`070701${fields.join('')}`);
  expect(archive.subarray(110, 116).toString()).toBe('cmd\0\0\0');
  expect(archive.subarray(116, 131)).toEqual(first?.bytes);
  expect(archive.indexOf('TRAILER!!!\0') % 4).toBe(2);
});

it('writes archives that cpio reads', ({ skip }) => {
  try {
    execFileSync('cpio', ['--version'], { stdio: 'ignore' });
  } catch {
    skip('there is no cpio');
  }
  const listing = execFileSync('cpio', ['-itv', '--quiet', '--numeric-uid-gid'], { input: newcArchive(files), encoding: 'utf8' });
  expect(listing.trim().split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    '-rwxr-xr-x 1 0 0 15 Jan 1 1970 cmd', '-rw------- 1 0 0 0 Jan 1 1970 etc/empty', '-rw-r--r-- 1 0 0 5 Jan 1 1970 odd',
  ]);
});

it.each([
  ['echo 1', '#!/bin/sh\necho 1\n'],
  ['#!/bin/awk -f\nBEGIN {}', '#!/bin/awk -f\nBEGIN {}'],
])('appends the command %j to the initrd', (command, script) => {
  const initrd = { name: 'initrd', bytes: Buffer.from('12345') };
  const bytes = Buffer.from(withCommand(initrd, command).bytes);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('12345\0\0\0'));
  expect(bytes.subarray(8)).toEqual(newcArchive([{ path: 'cmd', mode: 0o100755, bytes: Buffer.from(script) }]));
});
