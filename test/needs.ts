/** What the tests use of the machine beside Node: where it is found, and the Debian package that brings it. */
export interface Need {
  readonly debianPackage: string;
  /** An absolute path where the thing is no program on PATH. */
  readonly file?: string;
}

export const needs: Readonly<Record<string, Need>> = {
  'qemu-system-riscv64': { debianPackage: 'qemu-system-misc' },
  'qemu-riscv64': { debianPackage: 'qemu-user' },
  'gdb-multiarch': { debianPackage: 'gdb-multiarch' },
  'riscv64-linux-gnu-gcc': { debianPackage: 'gcc-riscv64-linux-gnu' },
  // What a program for Linux is linked with.
  'libc for riscv64-linux-gnu': { debianPackage: 'libc6-dev-riscv64-cross', file: '/usr/riscv64-linux-gnu/include/stdio.h' },
  'riscv64-unknown-elf-gcc': { debianPackage: 'gcc-riscv64-unknown-elf' },
  'riscv64-unknown-elf-as': { debianPackage: 'binutils-riscv64-unknown-elf' },
  'riscv64-unknown-elf-objdump': { debianPackage: 'binutils-riscv64-unknown-elf' },
  picolibc: {
    debianPackage: 'picolibc-riscv64-unknown-elf',
    file: '/usr/lib/picolibc/riscv64-unknown-elf/picolibc.specs',
  },
  'mkfs.ext4': { debianPackage: 'e2fsprogs' },
  script: { debianPackage: 'bsdutils' },
  cpio: { debianPackage: 'cpio' },
  // A real S3 server: see test/s3.
  radosgw: { debianPackage: 'radosgw' },
  'ceph-mon': { debianPackage: 'ceph-mon' },
  'ceph-osd': { debianPackage: 'ceph-osd' },
  ceph: { debianPackage: 'ceph-common' },
  kubectl: { debianPackage: 'kubernetes-client' },
  // Of the service: see test/redis, test/postgres.
  'redis-server': { debianPackage: 'redis-server' },
  pg_ctlcluster: { debianPackage: 'postgresql' },
  wat2wasm: { debianPackage: 'wabt' },
  wasm2wat: { debianPackage: 'wabt' },
  dtc: { debianPackage: 'device-tree-compiler' },
};
