import { program } from '../replay/boards.ts';

/** Bytes as an ELF program for machine mode, at the start of RAM. */
export function elfOf(bytes: Uint8Array): Uint8Array {
  const header = Buffer.alloc(64 + 56);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16); // executable
  header.writeUInt16LE(243, 18); // RISC-V
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(0x8000_0000n, 24); // entry
  header.writeBigUInt64LE(64n, 32); // program headers
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64); // to be loaded
  header.writeUInt32LE(7, 68);
  header.writeBigUInt64LE(120n, 72);
  header.writeBigUInt64LE(0x8000_0000n, 80);
  header.writeBigUInt64LE(0x8000_0000n, 88);
  header.writeBigUInt64LE(BigInt(bytes.length), 96);
  header.writeBigUInt64LE(BigInt(bytes.length), 104);
  return Buffer.concat([header, bytes]);
}

/**
 * Computes and writes memory, and after each turn prints a letter that tells all that it has computed; what it receives it prints and mixes in. After so many
 * letters it ends with exit code 7.
 */
export const counting = (letters: number, turn = 700_000): Uint8Array => elfOf(program(`
  li s3, 0x10000000
  li s5, 0x80100000
  li s8, 0xffff8
outer: li s7, ${turn}
inner: add s4, s4, s7
  slli t0, s4, 7
  xor s4, s4, t0
  srli t0, s4, 9
  xor s4, s4, t0
  and t1, s4, s8
  add t1, t1, s5
  sd s4, 0(t1)
  addi s7, s7, -1
  bnez s7, inner
  li t2, 9
poll: lbu t3, 5(s3) # so often, that it counts as listening
  addi t2, t2, -1
  bnez t2, poll
  andi t3, t3, 1
  beqz t3, print
  lbu t4, 0(s3)
  add s4, s4, t4
  sb t4, 0(s3)
print: andi t0, s4, 15
  addi t0, t0, 0x61
  sb t0, 0(s3)
  addi s6, s6, 1
  li t1, ${letters}
  bne s6, t1, outer
  li t6, 0x100000
  li t5, 0x73333
  sw t5, 0(t6)
  j .
`).bytes);

/** Says "ready> " and prints what it receives; a 'q' ends it with exit code 0, a '!' crashes it: its trap handler is nowhere. */
export const talking: Uint8Array = elfOf(program(`
  li s3, 0x10000000
${[...'ready> '].map((character) => `  li t0, ${character.charCodeAt(0)}\n  sb t0, 0(s3)`).join('\n')}
loop: lbu t3, 5(s3)
  andi t3, t3, 1
  beqz t3, loop
  lbu t4, 0(s3)
  sb t4, 0(s3)
  li t5, 113
  beq t4, t5, quit
  li t5, 33
  bne t4, t5, loop
  lw t0, 0(zero)
quit: li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
  j .
`).bytes);
