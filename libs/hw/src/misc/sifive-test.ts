/**
 * SiFive test finisher, as QEMU's `riscv.sifive.test`: how a guest powers the machine off or resets it. The device tree's
 * syscon-poweroff and syscon-reboot write the same register. A failure without a code exits with 1, where QEMU exits with 0.
 */
import { defineDevice, type DeviceContext } from '@reprise/qdev';

const FAIL = 0x3333;
const PASS = 0x5555;
const RESET = 0x7777;

/** Bits 15..0 say what to do, bits 31..16 with which exit code. */
function finish(value: number, dev: DeviceContext<{}>): void {
  const code = value >>> 16;
  switch (value & 0xffff) {
    case PASS: return dev.system.requestShutdown(0);
    case FAIL: return dev.system.requestShutdown(code === 0 ? 1 : code);
    case RESET: return dev.system.requestReset();
    default: return dev.guestError(`test finisher: 0x${value.toString(16)} is no command`);
  }
}

export const sifiveTest = defineDevice({
  name: 'riscv.sifive.test',
  description: 'SiFive test finisher: power-off, reset, exit code',
  mmio: [
    {
      name: 'test',
      size: 0x1000,
      valid: { min: 2, max: 4 },
      registers: [
        { at: 0, name: 'FINISHER_STATUS', read: () => 0, write: (_s, value, dev) => finish(value, dev) },
      ],
    },
  ],
});
