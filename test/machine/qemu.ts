import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone afterwards. */
export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const run = (options: readonly string[], input = ''): string =>
  execFileSync('qemu-system-riscv64', ['-display', 'none', '-serial', 'null', ...options], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });

/** The device tree that QEMU gives to a guest. */
export const qemuDeviceTree = (machine: string, options: readonly string[]): Uint8Array =>
  inFolder((folder) => {
    const file = join(folder, 'qemu.dtb');
    run(['-M', `${machine},dumpdtb=${file}`, ...options]);
    return readFileSync(file);
  });

/** What QEMU's monitor prints for commands, before the guest's first instruction. */
export const qemuMonitor = (options: readonly string[], ...commands: readonly string[]): string =>
  run(['-S', '-monitor', 'stdio', ...options], [...commands, 'quit', ''].join('\n')).replaceAll('\r', '');

/** Guest memory before the first instruction. */
export const qemuMemory = (options: readonly string[], address: number, length: number): Uint8Array =>
  inFolder((folder) => {
    const file = join(folder, 'memory');
    qemuMonitor(options, `pmemsave ${address} ${length} "${file}"`);
    return readFileSync(file);
  });
