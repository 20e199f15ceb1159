/** The guest programs: what each needs of its machine, and how it ends. What it prints is in expected/NAME.txt. */

export interface GuestProgram {
  readonly name: string;
  /** QEMU's name for the board; `virt` unless said otherwise. */
  readonly board?: 'virt' | 'spike';
  /** Harts it is written for; 1 unless said otherwise. */
  readonly harts?: number;
  /** CPU properties that it needs otherwise than usual. */
  readonly cpu?: Readonly<Record<string, boolean>>;
  /** A virtio-blk disk (disk.ts) on virtio-mmio. */
  readonly disk?: 'version 2' | 'legacy';
  /** A virtio-rng device on virtio-mmio version 2. */
  readonly rng?: true;
  /** What is typed at its console. */
  readonly input?: string;
  /** Its exit code; 0 unless said otherwise. */
  readonly exitCode?: number;
  /** Why it never ends by itself. */
  readonly endless?: string;
  /** What QEMU 7.2 does otherwise: its output then follows from the specification that the program names. */
  readonly qemuDiffers?: string;
}

export const guestPrograms: readonly GuestProgram[] = [
  // the smallest ones
  { name: 'hello' },
  { name: 'exit-code', exitCode: 42 },
  { name: 'spike-hello', board: 'spike', exitCode: 7 },

  // work: integer, memory, floating point (with --bench: the benchmarks)
  { name: 'sieve' },
  { name: 'fib' },
  { name: 'crc32' },
  { name: 'sha256' },
  { name: 'copy' },
  { name: 'sort' },
  { name: 'matrix' },

  // instructions
  { name: 'divide' },
  { name: 'atomics' },
  { name: 'compressed' },
  { name: 'bitmanip' },
  { name: 'ctzw', qemuDiffers: 'it goes on counting above a low word that is zero' },
  { name: 'zicond', qemuDiffers: 'it has no Zicond' },
  { name: 'cache-blocks', qemuDiffers: 'it has neither Zicbom nor Zicboz' },
  { name: 'hints' },
  { name: 'computed-jumps' },
  { name: 'fp-arithmetic' },
  { name: 'fp-fused' },
  { name: 'fp-compare' },
  { name: 'fp-convert' },
  { name: 'fp-state' },

  // traps, modes, CSRs
  { name: 'trap-illegal' },
  { name: 'trap-ecall' },
  { name: 'trap-breakpoint' },
  { name: 'trap-misaligned' },
  { name: 'trap-access' },
  { name: 'trap-page' },
  { name: 'trap-amo', qemuDiffers: 'it reports the faults of AMO as those of loads, and lets a misaligned SC fail instead' },
  { name: 'delegation' },
  { name: 'vectored' },
  { name: 'mret-sret' },
  { name: 'mprv-mret', qemuDiffers: 'mret and sret leave MPRV as it is' },
  { name: 'counters' },
  { name: 'csr-fields' },
  { name: 'csr-warl', qemuDiffers: 'MPP takes mode 2, UXL any value, mepc and sepc keep bit 0, pmpaddr bits 63 to 54' },

  // paging
  { name: 'paging-sv39' },
  { name: 'paging-sv48' },
  { name: 'paging-sv57' },
  { name: 'paging-reserved', cpu: { svnapot: false } },
  { name: 'paging-table-nowhere', qemuDiffers: 'it reports a page fault' },
  { name: 'sum-mxr-mprv' },
  { name: 'page-table-change' },
  { name: 'upper-half' },
  { name: 'lower-half' },
  { name: 'svinval' },
  { name: 'svinval-user', qemuDiffers: 'sfence.w.inval and sfence.inval.ir pass in U-mode' },
  { name: 'svnapot' },

  // memory protection
  { name: 'pmp-napot' },
  { name: 'pmp-tor' },
  { name: 'pmp-lock' },
  { name: 'pmp-walk' },
  { name: 'pmp-registers' },

  // fetch and data across pages, code that changes
  { name: 'misaligned-cross' },
  { name: 'page-end-fetch' },
  { name: 'page-end-nowhere', qemuDiffers: 'it aborts with a failed assertion' },
  { name: 'self-modify' },

  // interrupts and time
  { name: 'timer-clint' },
  { name: 'timer-sstc' },
  { name: 'wfi' },
  { name: 'interrupt-delegation' },
  { name: 'interrupt-priority', qemuDiffers: 'it takes the lowest number first' },
  { name: 'plic-uart' },
  { name: 'plic-level', qemuDiffers: 'its PLIC forgets a level across completion, and sees a change of enable bits late' },

  // harts
  { name: 'smp-harts', harts: 4 },
  { name: 'smp-lock', harts: 4 },
  { name: 'ipi', harts: 4 },

  // devices
  { name: 'uart-loopback' },
  { name: 'uart-input', input: 'typed by hand\n' },
  { name: 'uart-interrupt-input', input: 'typed by hand\n' },
  { name: 'rtc' },
  { name: 'fw-cfg' },
  { name: 'virtio-probe', disk: 'version 2' },
  { name: 'virtio-block', disk: 'version 2' },
  { name: 'virtio-block-legacy', disk: 'legacy' },
  { name: 'virtio-rng', rng: true },
  { name: 'virtio-nonsense', disk: 'version 2' },
  { name: 'device-nonsense' },
  { name: 'reset' },

  // what never ends by itself
  { name: 'loop', endless: 'loops' },
  { name: 'nowhere', endless: 'faults for ever where no memory is' },
  { name: 'overwrite', endless: 'has overwritten itself and its trap vector' },
  { name: 'wait-forever', endless: 'waits with no interrupt enabled' },
];
