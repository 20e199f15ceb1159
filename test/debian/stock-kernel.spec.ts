import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linuxRun } from '../linux-run.ts';

/** 112 MB to fetch and a billion instructions to execute: on request only. */
const isWanted = process.env['REPRISE_DEBIAN_KERNEL'] === '1';

describe.skipIf(!isWanted)("Debian's stock kernel (switched on by REPRISE_DEBIAN_KERNEL=1)", () => {
  it('boots to its init and powers off', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-debian-'));
    try {
      execFileSync(new URL('../../guests/debian/fetch-kernel.sh', import.meta.url).pathname, [folder], { stdio: 'pipe' });
      let console = '';
      const run = linuxRun('uname -r', {
        kernel: readFileSync(join(folder, 'Image')),
        memory: 512 << 20,
        console: { write: (byte) => void (console += String.fromCharCode(byte)) },
      });
      expect(run.runUntil({ icount: 5e9 })).toEqual({ reason: 'shutdown', exitCode: 0 });
      const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace('linux-image-', '');
      expect(console).toContain(version);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
