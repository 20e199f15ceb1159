/** Guests of the load: bare programs for the board `virt`, as ELF files. */
import { assemble } from '@reprise/isa';
import { elfFile } from '@reprise/machine/testing';
import { csrByName, instructionTables } from '@reprise/riscv';

const ORIGIN = 0x8000_0000;
const tables = instructionTables(new Set(['I', 'M', 'A', 'Zicsr', 'Zifencei']));

const programFile = (text: string): Uint8Array => {
  const bytes = [...assemble(text, { tables, origin: BigInt(ORIGIN), csr: (name) => csrByName.get(name) })];
  return elfFile({ segments: [{ at: ORIGIN, bytes }] });
};

/** UART and test device, and a subroutine that prints the low 32 bits of s3 as eight letters from a to p, and a newline. */
const COMMON = `
  li s0, 0x10000000
  li s1, 0x100000
  j main
print: li t2, 32
next: addi t2, t2, -4
  srl t3, s3, t2
  andi t3, t3, 15
  addi t3, t3, 97
  sb t3, 0(s0)
  bnez t2, next
  li t3, 10
  sb t3, 0(s0)
  ret
`;

export interface SteadyGuest {
  /** What its random numbers begin with; not 0. */
  readonly seed: number;
  /** Lines that it prints. */
  readonly rounds: number;
  /** Random numbers between two lines, 8 instructions each. */
  readonly work: number;
  readonly exitCode: number;
}

/** Computes, writes what it computes all over a MiB of memory, prints a line now and then, and powers off with an exit code. */
export const steadyGuest = ({ seed, rounds, work, exitCode }: SteadyGuest): Uint8Array =>
  programFile(`${COMMON}
main: li s3, ${seed}
  li s2, ${rounds}
  li s4, 0x80100000
  li s5, 0xffff8
round: li t0, ${work}
step: slli t1, s3, 13
  xor s3, s3, t1
  srli t1, s3, 7
  xor s3, s3, t1
  slli t1, s3, 17
  xor s3, s3, t1
  addi t0, t0, -1
  bnez t0, step
  and t1, s3, s5
  add t1, t1, s4
  sd s3, 0(t1)
  call print
  addi s2, s2, -1
  bnez s2, round
  li t0, ${exitCode === 0 ? 0x5555 : (exitCode << 16) | 0x3333}
  sw t0, 0(s1)
  j .
`);

/** Sends back what is typed, character by character; between them it sleeps, and looks up ten times a second. A 'q' powers it off with exit code 3. */
export const echoGuest = (): Uint8Array =>
  programFile(`${COMMON}
main: li s2, 0x02004000 # CLINT: mtimecmp
  li s4, 0x0200bff8     # mtime
  li s5, 1000000
  li t0, 0x80           # mie.MTIE; mstatus.MIE stays clear: WFI goes on, and no trap is taken
  csrs mie, t0
  li s6, 0x33333
rest: ld t0, 0(s4)
  add t0, t0, s5
  sd t0, 0(s2)
  wfi
more: lbu t2, 5(s0)     # UART: has something come?
  andi t2, t2, 1
  beqz t2, rest
  lbu t3, 0(s0)
  sb t3, 0(s0)
  li t5, 113
  bne t3, t5, more
  sw s6, 0(s1)
  j .
`);
