import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { inScratchFolder, runQemu, type QemuResult } from './qemu.ts';

const guests = join(import.meta.dirname, '../../guests');
const firmware = join(guests, 'opensbi/fw_dynamic.bin');
const initramfs = join(guests, 'initramfs/initramfs.cpio.gz');

/** Boots the bundled Linux with `harts` harts; `cmd` becomes the file /cmd of a further initramfs segment. */
const boot = (harts: number, append: string, cmd?: string): Promise<QemuResult> =>
  inScratchFolder((folder) => {
    const [kernel, initrd] = [join(folder, 'Image'), join(folder, 'initrd')];
    writeFileSync(kernel, gunzipSync(readFileSync(join(guests, 'linux/Image.gz'))));
    let segment = Buffer.alloc(0);
    if (cmd !== undefined) {
      writeFileSync(join(folder, 'cmd'), cmd);
      utimesSync(join(folder, 'cmd'), 0, 0);
      segment = execFileSync('cpio', ['--quiet', '-o', '-H', 'newc'], { cwd: folder, input: 'cmd\n' });
    }
    writeFileSync(initrd, Buffer.concat([readFileSync(initramfs), segment]));
    const machine = ['-M', 'virt', '-smp', String(harts), '-m', '256M', '-bios', firmware, '-kernel', kernel, '-initrd', initrd];
    return runQemu({ args: [...machine, '-append', `console=ttyS0 quiet loglevel=3 ${append}`] });
  });

/** What comes after the firmware's banner. */
const guestOutput = ({ console: text }: QemuResult): string => text.replace(/^[^]*Boot HART MEDELEG[^\n]*\n/, '').replaceAll('\r', '');

describe('the bundled guests', () => {
  it.each(['opensbi', 'linux', 'initramfs'])('%s: the files are those of SHA256SUMS', (guest) => {
    const sums = readFileSync(join(guests, guest, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    const found = sums.map((line) => {
      const name = line.slice(66);
      return `${createHash('sha256').update(readFileSync(join(guests, guest, name))).digest('hex')}  ${name}`;
    });
    expect(found).toEqual(sums);
  });
});

needsTool('qemu-system-riscv64', 'cpio')('the bundled Linux on QEMU', () => {
  it('runs /cmd of a further segment and ends with its exit code', async () => {
    const result = await boot(1, '', 'echo "it\'s in $PWD"\ntty\necho to stderr >&2\nexit 42\n');
    expect({ output: guestOutput(result), exitCode: result.exitCode }).toEqual({ output: "it's in /root\n/dev/ttyS0\nto stderr\n", exitCode: 42 });
  });

  it('runs CMD of the command line, with 4 harts', async () => {
    const result = await boot(4, 'CMD="nproc && uname -m"');
    expect({ output: guestOutput(result), exitCode: result.exitCode }).toEqual({ output: '4\nriscv64\n', exitCode: 0 });
  });
});
