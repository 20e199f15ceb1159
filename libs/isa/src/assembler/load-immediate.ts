/** The instructions that put a 64-bit constant into a register, as `li` does. */
export function loadImmediate(register: string, value: bigint): string[] {
  const wanted = BigInt.asIntN(64, value);
  const low = BigInt.asIntN(12, wanted);
  if (low === wanted) return [`addi ${register}, zero, ${low}`];
  if (BigInt.asIntN(32, wanted) === wanted) {
    const lui = `lui ${register}, ${((wanted - low) >> 12n) & 0xf_ffffn}`;
    return low === 0n ? [lui] : [lui, `addiw ${register}, ${register}, ${low}`];
  }
  // The upper part first, without its trailing zeros; then it is shifted into place and the low 12 bits are added.
  let upper = (wanted - low) >> 12n;
  let shift = 12;
  while ((upper & 1n) === 0n) {
    upper >>= 1n;
    shift++;
  }
  const shifted = [...loadImmediate(register, upper), `slli ${register}, ${register}, ${shift}`];
  return low === 0n ? shifted : [...shifted, `addi ${register}, ${register}, ${low}`];
}
