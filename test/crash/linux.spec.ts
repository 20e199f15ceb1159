import { encodeCrashRecord, readSymbols, type CrashRecord } from '@reprise/crash';
import type { CharBackend } from '@reprise/qdev';
import type { Run } from '@reprise/vm';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { linuxRun, type LinuxRunOptions } from '../linux-run.ts';
import { runToCrash } from './crash-run.ts';

const map = gunzipSync(readFileSync(new URL('../../guests/linux/System.map.gz', import.meta.url)));
const symbols = readSymbols({ name: 'System.map', bytes: map });

/** Where the kernel's first byte is in its symbols, and in memory. */
const KERNEL_VIRTUAL = 0xffff_ffff_8000_0000n;
const KERNEL_PHYSICAL = 0x8020_0000n;

/** The physical address of a symbol of any kind. */
function physical(name: string): string {
  const [, address] = new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(map.toString('latin1')) ?? [];
  if (address === undefined) throw new Error(`the kernel has no symbol ${name}`);
  return `0x${(BigInt(`0x${address}`) - KERNEL_VIRTUAL + KERNEL_PHYSICAL).toString(16)}`;
}

/** What a crash comes to, in one line. */
const textOf = ({ signature: { title, frames } }: CrashRecord): string => `${title}: ${frames.join(' < ')}`;

function crashOf(command: string, options: LinuxRunOptions, slices?: readonly number[]): CrashRecord {
  const make = (console: CharBackend): Run => linuxRun(command, { ...options, console, stopAtReset: true });
  const { crash, console } = runToCrash(make, { symbols, most: 500e6, ...(slices && { slices }) });
  if (!crash) throw new Error(`Linux did not crash:\n${console.slice(-2000)}`);
  return crash;
}

/** Other harts, memory, random numbers. */
const OTHER: LinuxRunOptions = { smp: 2, memory: 200 << 20, seed: 99n };

/** A write over the code of the function that `sync` calls, after its first instructions. */
const poke = (name: string, offset: number, instruction: string): string => `devmem $((${physical(name)} + ${offset})) 32 ${instruction}; sync`;

interface LinuxCrash {
  readonly name: string;
  readonly command: string;
  readonly line: RegExp;
  readonly signature: string;
}

const crashes: readonly LinuxCrash[] = [
  {
    name: 'a crash that was asked for',
    command: 'echo c > /proc/sysrq-trigger',
    line: /Kernel panic - not syncing: sysrq triggered crash$/,
    signature: 'Kernel panic - not syncing: sysrq triggered crash: sysrq_handle_crash < __handle_sysrq < write_sysrq_trigger',
  },
  {
    name: 'a BUG',
    command: poke('ksys_sync', 4, '0x00100073'),
    line: /Kernel BUG \[#1\]$/,
    signature: 'breakpoint: ksys_sync < sys_sync < check_syscall_nr',
  },
  {
    name: 'a null pointer',
    command: poke('ksys_sync', 4, '0x00003003'),
    line: /Unable to handle kernel access to user memory without uaccess routines at virtual address 0{16}$/,
    signature: 'load page fault: ksys_sync < sys_sync < check_syscall_nr',
  },
  {
    name: 'a function pointer that was overwritten',
    command: `devmem $((${physical('null_fops')} + 16)) 64 0xdeadbeefdead; cat /dev/null`,
    line: /Unable to handle kernel/,
    signature: 'instruction page fault: ? < vfs_read < ksys_read',
  },
  {
    name: 'the end of init',
    command: 'x" rdinit="/bin/false',
    line: /Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100$/,
    signature: 'Kernel panic - not syncing: Attempted to kill init! exitcode=#: do_exit < do_group_exit < sys_exit_group',
  },
];

describe('a crash of Linux', () => {
  it.each(crashes)('$name: is found, and has one signature whatever the machine', ({ command, line, signature }) => {
    const [one, other] = [crashOf(command, {}), crashOf(command, OTHER)];
    for (const crash of [one, other]) {
      expect(crash.cause.kind === 'console' ? crash.cause.line : crash.cause.kind).toMatch(line);
      expect(crash.harts[crash.hart]?.backtrace.length).toBeGreaterThan(8);
    }
    expect([textOf(one), textOf(other)]).toEqual([signature, signature]);
    expect(other.signature.id).toBe(one.signature.id);
    expect(other.harts.length).toBe(2);
  });

  it('have signatures of their own', () => {
    expect(new Set(crashes.map(({ signature }) => signature)).size).toBe(crashes.length);
  });

  it('is the same record in any slices', () => {
    const command = 'echo c > /proc/sysrq-trigger';
    const whole = encodeCrashRecord(crashOf(command, { smp: 2 }));
    expect(encodeCrashRecord(crashOf(command, { smp: 2 }, [31_337, 1, 500_003]))).toBe(whole);
  });
});
