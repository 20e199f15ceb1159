/**
 * Is all of a machine's state saved? Every board is saved at random instants, restored into a fresh machine and run on: the digests at later
 * points are those of the run that was never saved. Here at some instants of each; with REPRISE_HEAVY=1 at more; and all of it, 200 instants of
 * each with 100 points (half an hour):
 *
 *     REPRISE_COMPLETENESS=full ./reprise test test/replay/completeness.spec.ts
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Image } from '@reprise/machine';
import type { Run, StampedEvent } from '@reprise/vm';
import { describe, expect, it } from 'vitest';
import { runsHeavySpecs } from '../heavy.ts';
import { boardRun, program } from './boards.ts';
import { completeness } from './completeness.ts';

const isFull = process.env['REPRISE_COMPLETENESS'] === 'full';
const TIMEOUT = isFull ? 3_600_000 : 120_000;

/** How often each run is saved, and how often each restored one is looked at. */
const programs = isFull ? [200, 100] as const : [12, 10] as const;
const boots = isFull ? [200, 100] as const : runsHeavySpecs ? [12, 10] as const : [4, 5] as const;

/** Numbers below a limit that look random and are the same each time, ascending. */
function randomBelow(limit: number, count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => (state = (state * 48_271) % 2_147_483_647) % limit).sort((a, b) => a - b);
}

const typed = (text: string, icount: number, device: string): StampedEvent =>
  ({ icount, time: 0, event: { kind: 'characters', device, bytes: new TextEncoder().encode(text) } });

const guests = new URL('../../guests/', import.meta.url);
const image = (name: string, bytes: Uint8Array): Image => ({ name, bytes });
const linux = {
  bios: image('fw_dynamic.bin', readFileSync(new URL('opensbi/fw_dynamic.bin', guests))),
  kernel: image('Image', gunzipSync(readFileSync(new URL('linux/Image.gz', guests)))),
  initrd: image('initramfs', readFileSync(new URL('initramfs/initramfs.cpio.gz', guests))),
};

/** Disk, console, entropy: each in both directions, all the time. */
const COMMAND = 'i=0; while :; do dd if=/dev/urandom of=/dev/vda bs=4k count=8 seek=$i conv=fsync; read -t 1 line; echo $i $line;'
  + ' dd if=/dev/vda bs=4k count=8 skip=$i iflag=direct | md5sum; dd if=/dev/hwrng bs=16 count=1 | od -x; ls -l /proc/self/fd; i=$((i+3)); done';

const linuxOn = (smp: number) => (): Run => boardRun({
  ...linux,
  machine: 'virt', memory: 96 << 20, smp,
  append: `console=ttyS0 quiet CMD="${COMMAND}"`,
  devices: [
    { type: 'virtio-rng-device', properties: { rng: 'rng0' } }, { type: 'virtio-net-device' },
    { type: 'virtio-serial-device' }, { type: 'virtconsole' },
  ],
});

/** Counts timer interrupts and sends what it receives back, with two harts that wake each other. */
const bare = (timer: string, console: string): string => `
  csrr a0, mhartid
  la t0, handler
  csrw mtvec, t0
  li s1, ${timer}
  slli t1, a0, 3
  add s1, s1, t1
  li s2, 0x0200bff8
  ld t1, 0(s2)
  addi t1, t1, 70
  sd t1, 0(s1)
  li t1, 0x88
  csrs mie, t1
  csrsi mstatus, 8
  la s3, counters
loop: amoadd.d t1, a0, (s3)
  addi s4, s4, 1
  fcvt.d.l fa0, s4
  andi t1, s4, 63
  bnez t1, loop
  ${console}
  wfi
  j loop
.balign 4
handler: ld t1, 0(s2)
  addi t1, t1, 70
  sd t1, 0(s1)
  addi s5, s5, 1
  mret
.balign 8
counters: .dword 0
`;

const UART = `li t2, 0x10000000
  lbu t3, 5(t2)
  lbu t3, 5(t2)
  andi t3, t3, 1
  beqz t3, none
  lbu t4, 0(t2)
  sb t4, 0(t2)
none:`;

const HTIF = `li t2, 0x01000000
  li t3, 0x0101000000000041
  sd t3, 8(t2)`;

interface Scenario {
  readonly makeRun: () => Run;
  readonly looks: readonly [instants: number, points: number];
  readonly events: readonly StampedEvent[];
  /** Up to which icount states are saved, and how far the restored ones are run. */
  readonly to: number;
  readonly span: number;
}

const lines = Array.from({ length: 60 }, (_, index) => typed(`line ${index}\n`, index * 5_000_000, '/machine/soc/uart0'));
const keys = Array.from({ length: 500 }, (_, index) => typed('k', index * 777, '/machine/soc/uart0'));
const boardOf = (machine: string, smp: number, text: string) => (): Run => boardRun({ machine, smp, bios: 'none', kernel: program(text) });

const scenarios: Readonly<Record<string, Scenario>> = {
  'a boot of Linux on virt with one hart': { makeRun: linuxOn(1), looks: boots, events: lines, to: isFull ? 250_000_000 : 160_000_000, span: 8_000_000 },
  'a boot of Linux on virt with four harts': { makeRun: linuxOn(4), looks: boots, events: lines, to: isFull ? 300_000_000 : 180_000_000, span: 8_000_000 },
  'a program on virt with two harts': { makeRun: boardOf('virt', 2, bare('0x02004000', UART)), looks: programs, events: keys, to: 300_000, span: 30_000 },
  'a program on spike with two harts': { makeRun: boardOf('spike', 2, bare('0x02004000', HTIF)), looks: programs, events: [], to: 300_000, span: 30_000 },
};

describe('the saved state of a machine', () => {
  it.each(Object.keys(scenarios))('is all there is of it: %s', (name) => {
    const scenario = scenarios[name];
    if (!scenario) throw new Error(name);
    const { makeRun, looks, events, to, span } = scenario;
    const instants = randomBelow(to, looks[0], 17);
    const points = randomBelow(span, looks[1] - 1, 23).map((offset) => offset + 1);
    const mismatches = completeness({ makeRun, events, instants: [...new Set(instants)], points: [1, ...new Set(points)] });
    expect(mismatches).toEqual([]);
  }, TIMEOUT);
});
