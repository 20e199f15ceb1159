/**
 * Writes expected/NAME.txt as QEMU prints it, for all programs or those named:
 *
 *     node test/guest/bless.ts [NAME...]
 *
 * What QEMU does otherwise than the specification, and what never ends, is left alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runOnQemu } from '../qemu/guest-program.ts';
import { buildGuests, elfOf, expectedFile } from './build.ts';
import { guestPrograms } from './programs.ts';

const names = process.argv.slice(2);
const chosen = guestPrograms.filter(
  ({ name, endless, qemuDiffers }) => (names.length === 0 || names.includes(name)) && endless === undefined && qemuDiffers === undefined,
);
buildGuests();
for (const program of chosen) {
  const { exitCode, timedOut, console: text, errors } = await runOnQemu(program, elfOf(program.name));
  if (timedOut || exitCode !== (program.exitCode ?? 0)) {
    process.exitCode = 1;
    process.stderr.write(`${program.name}: ${timedOut ? 'hangs' : `ends with ${exitCode}`}\n${text}${errors}\n`);
    continue;
  }
  mkdirSync(dirname(expectedFile(program.name)), { recursive: true });
  writeFileSync(expectedFile(program.name), text, 'latin1');
}
