/**
 * Berkeley host-target interface, as the RISC-V proxy kernel, OpenSBI and the riscv-tests use it on Spike; there is no
 * specification but Spike's fesvr. Two doublewords, mapped where the program has its symbols `tohost` and `fromhost`:
 * bits 63..56 name a device, 55..48 a command, 47..0 are the payload. Every request is served inside the write, after which
 * `tohost` is 0 again. Device 0 takes exit codes and system calls (exit and write only), device 1 is the console.
 */
import { bits64, low32, readU64 } from '@reprise/bits';
import { defineDevice, type DeviceContext } from '@reprise/qdev';
import { flag, type StateOf, u64 } from '@reprise/vmstate';

const SYSCALL_DEVICE = 0;
const CONSOLE_DEVICE = 1;
const CONSOLE = { GETC: 0, PUTC: 1 } as const;
/** Of an answer to GETC: bit 8 says that there is a character. */
const GOT = 0x100n;

/** Numbers of system calls and errors: Linux's, of its generic table. */
const SYS = { WRITE: 64n, EXIT: 93n } as const;
const ERRNO = { EBADF: 9n, EFAULT: 14n, ENOSYS: 38n } as const;
/** A call is eight doublewords: its number, which its result replaces, and its arguments. */
const CALL_BYTES = 64;
/** One call writes no more, which is a short write: a guest must not hold up the host. */
const MAX_WRITE = 65_536;
const CHUNK = 4096;

const state = {
  fromhost: u64(),
  /** Has the guest asked for a character that has not come yet? */
  reading: flag(),
};
type Htif = StateOf<typeof state>;
type Context = DeviceContext<{}>;

function serve(s: Htif, request: bigint, dev: Context): void {
  if (request === 0n) return;
  const [device, command, payload] = [Number(request >> 56n), Number(bits64(request, 55, 48)), bits64(request, 47, 0)];
  if (device === SYSCALL_DEVICE && command === 0) {
    if (payload & 1n) dev.system.requestShutdown(low32(payload >> 1n));
    else call(s, Number(payload), dev);
  } else if (device === CONSOLE_DEVICE && command === CONSOLE.PUTC) {
    dev.chardev.write(Number(payload & 0xffn));
  } else if (device === CONSOLE_DEVICE && command === CONSOLE.GETC) {
    s.reading = true;
  } else {
    dev.guestError(`HTIF: no command ${command} of device ${device}`);
  }
}

/** A system call by its address; `fromhost` becomes 1 when it is done. */
function call(s: Htif, address: number, dev: Context): void {
  const block = new Uint8Array(CALL_BYTES);
  if (!dev.dma.readBytes(address, block)) return dev.guestError(`HTIF: system call at 0x${address.toString(16)}, where there is no RAM`);
  const [number, first, second, third] = [0, 8, 16, 24].map((at) => readU64(block, at));
  if (number === SYS.EXIT) return dev.system.requestShutdown(low32(first ?? 0n));
  const result = number === SYS.WRITE ? write(first ?? 0n, Number(second), Number(third), dev) : -ERRNO.ENOSYS;
  dev.dma.write64(address, result);
  s.fromhost = 1n;
}

/** The bytes written, or minus the error's number. */
function write(file: bigint, address: number, length: number, dev: Context): bigint {
  if (file !== 1n && file !== 2n) return -ERRNO.EBADF;
  const end = Math.min(length, MAX_WRITE);
  if (!dev.dma.isRam(address, end, false)) return -ERRNO.EFAULT;
  const chunk = new Uint8Array(CHUNK);
  for (let at = 0; at < end; at += CHUNK) {
    const piece = chunk.subarray(0, Math.min(CHUNK, end - at));
    dev.dma.readBytes(address + at, piece);
    for (const byte of piece) dev.chardev.write(byte);
  }
  return BigInt(end);
}

export const htif = defineDevice({
  name: 'htif',
  description: 'Berkeley host-target interface: exit code, console, system calls',
  state,
  backends: ['chardev'],
  mmio: [
    { name: 'tohost', size: 8, registers: [{ at: 0, size: 8, name: 'TOHOST', read: () => 0n, write: serve }] },
    { name: 'fromhost', size: 8, registers: [{ at: 0, size: 8, name: 'FROMHOST', field: 'fromhost' }] },
  ],
  canReceive: (s) => (s.reading && s.fromhost === 0n ? 1 : 0),
  receive: (s, [byte = 0]) => {
    s.reading = false;
    s.fromhost = (BigInt(CONSOLE_DEVICE) << 56n) | (BigInt(CONSOLE.GETC) << 48n) | GOT | BigInt(byte);
  },
});
