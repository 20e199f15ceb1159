/** Whatever is wrong is one line that names it, with status 2; nothing has begun, and nothing is left behind. */
import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { Folder, reprise } from './reprise.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** An ELF header that says `machine` and whatever else is given. */
const elf = (machine: number, type = 2): Buffer => {
  const bytes = Buffer.alloc(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(type, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt16LE(64, 52);
  return bytes;
};

/** One that wants 1 GiB at the start of RAM. */
const large = (): Buffer => {
  const header = elf(243);
  header.writeBigUInt64LE(0x8000_0000n, 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  const segment = Buffer.alloc(56);
  segment.writeUInt32LE(1, 0);
  segment.writeUInt32LE(7, 4);
  segment.writeBigUInt64LE(0x8000_0000n, 16);
  segment.writeBigUInt64LE(0x8000_0000n, 24);
  segment.writeBigUInt64LE(1n << 30n, 40);
  return Buffer.concat([header, segment]);
};

const files = {
  'large.elf': large(),
  text: 'no program\n',
  empty: '',
  'x86.elf': elf(62),
  'object.elf': elf(243, 1),
  'hollow.elf': elf(243),
  'cut.elf': elf(243).subarray(0, 30),
  'cut.gz': Buffer.from('1f8b08000000000000034b4c', 'hex'),
  disk: Buffer.alloc(512),
};
for (const [name, contents] of Object.entries(files)) writeFileSync(folder.file(name), contents);

describe('a wrong call', () => {
  it.concurrent.each<[args: string, message: string]>([
    ['rnu', "unknown command 'rnu', did you mean 'run'?"],
    ['test', "the tests are run by the launcher: './reprise test'"],
    ['run --smp', "option '--smp' needs a value: --smp N"],
    ['run -smp 9', "option '--smp': expected an integer in 1..8, got '9'"],
    ['run --kernle x', "unknown option '--kernle', did you mean '--kernel'?"],
    ['run -M vrit', "unknown machine 'vrit', did you mean 'virt'?"],
    ['run -M virt,aclnit=on', "unknown property 'aclnit' of 'virt-machine', did you mean 'aclint'?"],
    ['run -cpu rv64,zbx=on', "unknown property 'zbx' of 'rv64', did you mean 'zba'?"],
    ['run -cpu rv64,v=on', "property 'v' of 'rv64': expected off: vector instructions not available"],
    ['run -device virtio-rgn-device', "unknown device 'virtio-rgn-device', did you mean 'virtio-rng-device'?"],
    ['run text', "program 'text': not an ELF file (a Linux kernel is given with --kernel)"],
    ['run nope.elf', "cannot read program 'nope.elf': no such file or directory"],
    ['run .', "cannot read program '.': it is a directory"],
    ['run x86.elf', "kernel 'x86.elf': expected an ELF file for RISC-V, got one for x86-64"],
    ['run object.elf', "kernel 'object.elf': expected an executable, got an object file: link it first"],
    ['run hollow.elf', "kernel 'hollow.elf': there is nothing to load in it (no PT_LOAD segment)"],
    ['run --kernel empty', "kernel 'empty': the file is empty"],
    ['run --kernel cut.gz', "cannot read kernel 'cut.gz': it is damaged (gzip: unexpected end of file)"],
    ['run --bios nope', "cannot read firmware 'nope': no such file or directory"],
    ['run --dtb text', "device tree 'text': 11 bytes are too few for a device tree"],
    ['run --kernel large.elf -m 8M', "kernel 'large.elf': 1 GiB at 0x80000000..0xbfffffff do not lie in RAM, which ends at 0x80800000: 1016 MiB are missing"],
    ['run --drive nope', "cannot open drive 'nope' for writing: no such file or directory"],
    ['run --drive disk --drive disk', "drive 'disk' is the same file as drive 'disk', and one of them is for writing"],
    ['run --console-input nope', "cannot read console input 'nope': no such file or directory"],
    ['run --json nope/x', "cannot write 'nope/x': no such file or directory"],
    ['run --trace exec --trace-file .', "cannot write '.': illegal operation on a directory"],
    ['state', "'--at N,N,N' is missing: the instruction counts at which to look"],
    ['demo now', "unexpected argument 'now': the demo takes none"],
  ])('%s', async (args, message) => {
    const before = readdirSync(folder.path).toSorted();
    const { status, stdout, stderr } = await reprise(args.split(' '), '', folder.path);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `reprise: ${message}\n` });
    expect(readdirSync(folder.path).toSorted()).toEqual(before);
  });
});
