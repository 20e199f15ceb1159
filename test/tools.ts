/**
 * How a test asks for a program of the machine. A suite that needs one that is missing is skipped, and says why:
 *
 *     needsTool('qemu-system-riscv64', 'riscv64-unknown-elf-gcc')('the CPU against QEMU', () => { ... });
 */
import { describe } from 'vitest';
import { tool } from './find-tool.ts';
import { needs } from './needs.ts';

export { tool } from './find-tool.ts';

export const hasTool = (...names: readonly string[]): boolean => names.every((name) => tool(name) !== undefined);

/** `describe` where every tool is there; else a `describe` that skips its suite, its title saying what is missing. */
export const needsTool = (...names: readonly string[]): ((title: string, suite: () => void) => void) => {
  const missing = names.filter((name) => !hasTool(name));
  if (missing.length === 0) return (title, suite) => void describe(title, suite);
  const reason = missing.map((name) => `${name} (Debian: ${needs[name]?.debianPackage ?? name})`).join(', ');
  return (title, suite) => void describe.skip(`${title} [left out: needs ${reason}]`, suite);
};
