import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Run } from '@reprise/vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxRun } from '../linux-run.ts';
import { needsTool } from '../tools.ts';
import { gdbOnRun } from './gdb.ts';
import { symbolFile } from './symbol-file.ts';

needsTool('gdb-multiarch')('gdb on a live Linux', () => {
  let folder = '';
  let symbols = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'reprise-gdb-'));
    symbols = join(folder, 'vmlinux');
    const map = gunzipSync(readFileSync(new URL('../../guests/linux/System.map.gz', import.meta.url)));
    writeFileSync(symbols, symbolFile(map.toString('utf8')));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const linux = (smp: number): Run => linuxRun('true', { smp });

  it('stops in a function of the kernel, steps, and looks at registers, memory and the code', async () => {
    const output = await gdbOnRun(linux(1), [
      'hbreak vfs_read', 'continue', 'print/x $pc == &vfs_read', 'print $priv', 'stepi', 'print/x $pc - (long)&vfs_read',
      'x/4i vfs_read', 'print/x ($satp >> 60) & 15', 'info registers mstatus', 'monitor icount', 'print/x $fcsr',
    ], symbols);
    expect(output).toMatch(/Breakpoint 1, .*vfs_read/);
    expect(output).toContain('$1 = 0x1');
    expect(output).toContain('$2 = 1');
    expect(output).toMatch(/\$3 = 0x[24]\n/);
    expect(output).toMatch(/<vfs_read\+[24]>/);
    expect(output).toMatch(/\$4 = 0xa/);
    expect(output).toMatch(/mstatus\s+0x/);
    expect(output).toMatch(/icount \d+, virtual time \d+ ns/);
  });

  it('stops at the store that changes a variable', async () => {
    const output = await gdbOnRun(linux(1), ['hbreak rest_init', 'continue', 'watch *(long *)&jiffies', 'continue', 'print $pc'], symbols);
    expect(output).toMatch(/Hardware watchpoint 2/);
    expect(output).toMatch(/Old value = -?\d+\nNew value = -?\d+/);
  });

  it('shows harts as threads', async () => {
    const output = await gdbOnRun(linux(4), ['hbreak smp_init', 'continue', 'info threads', 'thread 3', 'print $mhartid'], symbols);
    expect(output).toMatch(/hart 0[\s\S]*hart 1[\s\S]*hart 2[\s\S]*hart 3/);
    expect(output).toContain('$1 = 2');
  });
});
