/** `reprise run`: the bundled Linux with a command, a shell, disks, several harts. */
import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { needsTool, tool } from '../tools.ts';
import { Folder, reprise } from './reprise.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const linux = (command: string, ...options: readonly string[]): ReturnType<typeof reprise> => reprise(['run', '--cmd', command, ...options]);

describe('reprise run --cmd', () => {
  it.each([1, 4])('prints what the command prints and ends with its status, %i harts', async (harts) => {
    const outcome = await linux("echo \"$(uname -sm) on $(nproc): it's\"; exit 3", '--smp', String(harts));
    expect(outcome).toEqual({ status: 3, stdout: `Linux riscv64 on ${harts}: it's\r\n`, stderr: '' });
  });

  it('shows the boot where a command line is given', async () => {
    const { status, stdout } = await linux('true', '--append', 'console=ttyS0');
    expect(status).toBe(0);
    expect(stdout).toMatch(/OpenSBI v1[^]*Linux version 6[^]*Run \/init as init process/);
  });

  it('gives the command its console input, from a file', async () => {
    writeFileSync(folder.file('input'), 'first\nsecond');
    const { status, stdout } = await linux('while read -r line; do echo "<$line>"; done', '--console-input', folder.file('input'));
    expect(status).toBe(0);
    expect(stdout).toContain('<first>\r\n<second>\r\n');
  });

  it('ends with status 1 when the kernel panics', async () => {
    const { status, stdout, stderr } = await linux('echo c > /proc/sysrq-trigger');
    expect(status).toBe(1);
    expect(stdout).toContain('Kernel panic - not syncing: sysrq triggered crash');
    expect(stderr).toMatch(/^reprise: the guest reset the machine after \d+ instructions\n$/);
  });

  it('has random numbers, a date and memory as told', async () => {
    const look = 'head -c 8 /dev/urandom | od -An -tx1; head -c 4 /dev/hwrng | wc -c; date +%F; free -m | awk "/Mem/ { print (\\$2 > 400) }"';
    const options = ['-device', 'virtio-rng-device', '-m', '512M', '-rtc', 'base=2031-05-06'];
    const [first, again, other] = await Promise.all([linux(look, ...options), linux(look, ...options), linux(look, ...options, '--seed', '1')]);
    expect(first.stdout.split('\r\n').slice(1)).toEqual(['4', '2031-05-06', '1', '']);
    expect(again).toEqual(first);
    expect(other.stdout.split('\r\n')[0]).not.toBe(first.stdout.split('\r\n')[0]);
  });
});

describe('reprise run', () => {
  it('is a shell, which ends when its input does', async () => {
    const { status, stdout } = await reprise(['run', '-append', 'console=ttyS0 quiet loglevel=3'], 'x=40\necho $((x + 2))\n');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\r\n42\r\n/);
  });

  it('boots a kernel and initrd that are given', async () => {
    const files = ['--kernel', 'guests/linux/Image.gz', '--initrd', 'guests/initramfs/initramfs.cpio.gz'];
    const { status, stdout } = await reprise(['run', ...files, '--append', 'console=ttyS0 quiet CMD="echo here; exit 9"'], '');
    expect(status).toBe(9);
    expect(stdout).toContain('here\r\n');
  });
});

needsTool('mkfs.ext4')('a disk of the host', () => {
  const e2fs = (name: string, ...args: readonly string[]): string => execFileSync(tool(name) ?? name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const newDisk = (name: string): string => {
    const path = folder.file(name);
    writeFileSync(path, '');
    truncateSync(path, 8 << 20);
    e2fs('mkfs.ext4', '-q', path);
    return path;
  };
  const write = 'mount /dev/vda /mnt && mkdir /mnt/d && seq 20000 > /mnt/d/numbers && umount /mnt && echo written';

  it('can be written by the guest, and read by the host and the next guest', async () => {
    const disk = newDisk('disk');
    expect(await linux(write, '--drive', disk)).toEqual({ status: 0, stdout: 'written\r\n', stderr: '' });
    e2fs('e2fsck', '-fn', disk);
    expect(e2fs('debugfs', '-R', 'cat /d/numbers', disk)).toBe(Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join(''));
    const read = 'cat /sys/block/vda/ro; mount -o ro /dev/vda /mnt && tail -n 1 /mnt/d/numbers; dd if=/dev/zero of=/dev/vda count=1 2>/dev/null; echo $?';
    expect(await linux(read, '-drive', `file=${disk},format=raw,readonly=on`)).toMatchObject({ status: 0, stdout: '1\r\n20000\r\n1\r\n' });
  });

  it('stays as it is with snapshot=on, whatever the guest writes', async () => {
    const disk = newDisk('snapshot');
    const before = execFileSync('cksum', [disk], { encoding: 'utf8' });
    expect(await linux(write, '-drive', `file=${disk},snapshot=on`)).toMatchObject({ status: 0, stdout: 'written\r\n' });
    expect(execFileSync('cksum', [disk], { encoding: 'utf8' })).toBe(before);
  });

  it('is there by a device too, beside another', async () => {
    const [first, second] = [newDisk('first'), newDisk('second')];
    const options = ['-drive', `file=${first},if=none,id=data`, '-device', 'virtio-blk-device,drive=data,serial=DATA', '--drive', `${second},ro`];
    const { stdout } = await linux('for disk in /sys/block/vd?; do echo "$(cat $disk/serial)-$(cat $disk/ro)"; done', ...options);
    expect(stdout.split('\r\n').toSorted()).toEqual(['', '-1', 'DATA-0']);
  });
});
