import { writeFileSync } from 'node:fs';
import type { Run } from '@reprise/vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Folder } from '../e2e/reprise.ts';
import { linuxRun } from '../linux-run.ts';
import { needsTool } from '../tools.ts';
import { gdbOnRun } from './gdb.ts';
import { kernelSymbols } from './kernel-symbols.ts';

needsTool('gdb-multiarch')('gdb on a live Linux', () => {
  const folder = new Folder();
  const symbols = folder.file('vmlinux');
  beforeAll(() => writeFileSync(symbols, kernelSymbols()));
  afterAll(() => folder.remove());

  const linux = (smp: number): Run => linuxRun('true', { smp });

  it('stops in a function of the kernel, steps, and looks at registers, memory and the code', async () => {
    const output = await gdbOnRun(linux(1), [
      'hbreak vfs_read', 'continue', 'print/x $pc == &vfs_read', 'print $priv', 'stepi', 'print/x $pc - (long)&vfs_read',
      'x/4i vfs_read', 'print/x ($satp >> 60) & 15', 'info registers mstatus', 'monitor icount', 'print/x $fcsr', 'print $fa0',
    ], { symbols });
    expect(output).toMatch(/Breakpoint 1, .*vfs_read/);
    expect(output).toContain('$1 = 0x1');
    expect(output).toContain('$2 = 1');
    expect(output).toMatch(/\$3 = 0x[24]\n/);
    expect(output).toMatch(/<vfs_read\+[24]>/);
    expect(output).toMatch(/\$4 = 0xa/);
    expect(output).toMatch(/mstatus\s+0x/);
    expect(output).toMatch(/icount \d+, virtual time \d+ ns/);
    expect(output).toContain('$5 = 0x0');
    expect(output).toMatch(/\$6 = \{float = .*, double = .*\}/);
  });

  it('stops behind the store that changes a variable', async () => {
    const output = await gdbOnRun(linux(1), [
      'hbreak rest_init', 'continue', 'print *(long *)&jiffies', 'watch *(long *)&jiffies', 'continue', 'print *(long *)&jiffies', 'x/i $pc - 2',
    ], { symbols });
    const [, before] = /\$1 = (-?\d+)/.exec(output) ?? [];
    expect(output).toContain(`Old value = ${before}\nNew value = ${Number(before) + 1}\n`);
    expect(output).toContain(`$2 = ${Number(before) + 1}`);
    expect(output).toMatch(/<do_timer\+\d+>:\tsd\t/);
  });

  it('shows harts as threads', async () => {
    const output = await gdbOnRun(linux(4), ['hbreak smp_init', 'continue', 'info threads', 'thread 3', 'print $mhartid'], { symbols });
    expect(output).toMatch(/hart 0[\s\S]*hart 1[\s\S]*hart 2[\s\S]*hart 3/);
    expect(output).toContain('$1 = 2');
  });
});
