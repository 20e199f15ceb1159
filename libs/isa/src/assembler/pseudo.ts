import { loadImmediate } from './load-immediate.ts';

/** Pseudo-instructions: RISC-V Assembly Programmer's Manual. $1, $2, .. are the operands. */
const templates: Readonly<Record<string, string>> = {
  nop: 'addi zero, zero, 0',
  'mv $1, $2': 'addi $1, $2, 0',
  'not $1, $2': 'xori $1, $2, -1',
  'neg $1, $2': 'sub $1, zero, $2',
  'negw $1, $2': 'subw $1, zero, $2',
  'sext.w $1, $2': 'addiw $1, $2, 0',
  'zext.w $1, $2': 'add.uw $1, $2, zero',
  'zext.b $1, $2': 'andi $1, $2, 255',
  'seqz $1, $2': 'sltiu $1, $2, 1',
  'snez $1, $2': 'sltu $1, zero, $2',
  'sltz $1, $2': 'slt $1, $2, zero',
  'sgtz $1, $2': 'slt $1, zero, $2',
  'beqz $1, $2': 'beq $1, zero, $2',
  'bnez $1, $2': 'bne $1, zero, $2',
  'blez $1, $2': 'bge zero, $1, $2',
  'bgez $1, $2': 'bge $1, zero, $2',
  'bltz $1, $2': 'blt $1, zero, $2',
  'bgtz $1, $2': 'blt zero, $1, $2',
  'bgt $1, $2, $3': 'blt $2, $1, $3',
  'ble $1, $2, $3': 'bge $2, $1, $3',
  'bgtu $1, $2, $3': 'bltu $2, $1, $3',
  'bleu $1, $2, $3': 'bgeu $2, $1, $3',
  'j $1': 'jal zero, $1',
  'jal $1': 'jal ra, $1',
  'jr $1': 'jalr zero, 0($1)',
  'jalr $1': 'jalr ra, 0($1)',
  'jalr $1, $2, $3': 'jalr $1, $3($2)',
  ret: 'jalr zero, 0(ra)',
  fence: 'fence iorw, iorw',
  'sfence.vma': 'sfence.vma zero, zero',
  'sfence.vma $1': 'sfence.vma $1, zero',
  unimp: 'csrrw zero, 0xc00, zero',
  'csrr $1, $2': 'csrrs $1, $2, zero',
  'csrw $1, $2': 'csrrw zero, $1, $2',
  'csrs $1, $2': 'csrrs zero, $1, $2',
  'csrc $1, $2': 'csrrc zero, $1, $2',
  'csrwi $1, $2': 'csrrwi zero, $1, $2',
  'csrsi $1, $2': 'csrrsi zero, $1, $2',
  'csrci $1, $2': 'csrrci zero, $1, $2',
  'rdcycle $1': 'csrrs $1, 0xc00, zero',
  'rdtime $1': 'csrrs $1, 0xc01, zero',
  'rdinstret $1': 'csrrs $1, 0xc02, zero',
  'frflags $1': 'csrrs $1, 1, zero',
  'fsflags $1': 'csrrw zero, 1, $1',
  'frrm $1': 'csrrs $1, 2, zero',
  'fsrm $1': 'csrrw zero, 2, $1',
  'frcsr $1': 'csrrs $1, 3, zero',
  'fscsr $1': 'csrrw zero, 3, $1',
  'fmv.s $1, $2': 'fsgnj.s $1, $2, $2',
  'fabs.s $1, $2': 'fsgnjx.s $1, $2, $2',
  'fneg.s $1, $2': 'fsgnjn.s $1, $2, $2',
  'fmv.d $1, $2': 'fsgnj.d $1, $2, $2',
  'fabs.d $1, $2': 'fsgnjx.d $1, $2, $2',
  'fneg.d $1, $2': 'fsgnjn.d $1, $2, $2',
};

/** By name and number of operands. */
const byShape: ReadonlyMap<string, string> = new Map(
  Object.entries(templates).map(([pattern, template]) => {
    const [name = '', ...operands] = pattern.split(/[ ,]+/);
    return [`${name}/${operands.length}`, template];
  }),
);

/** What a pseudo-instruction may ask while it is expanded. */
export interface Surroundings {
  readonly pc: bigint;
  /** The value of an expression that must not name a symbol defined further down; throws where it does. */
  readonly known: (expression: string) => bigint;
  /** The address that an expression stands for; while sizes are still being found, any number. */
  readonly address: (expression: string) => bigint;
}

/** The instructions that a pseudo-instruction stands for, as text; undefined when there is none of that name and number of operands. */
export function expandPseudo(name: string, operands: readonly string[], around: Surroundings): readonly string[] | undefined {
  const [first = '', second = ''] = operands;
  switch (`${name}/${operands.length}`) {
    case 'li/2':
      return loadImmediate(first, around.known(second));
    case 'la/2':
      return farAddress(first, around.address(second) - around.pc, (low) => `addi ${first}, ${first}, ${low}`);
    case 'call/1':
      return farAddress('ra', around.address(first) - around.pc, (low) => `jalr ra, ${low}(ra)`);
    case 'tail/1':
      return farAddress('t1', around.address(first) - around.pc, (low) => `jalr zero, ${low}(t1)`);
    default: {
      const template = byShape.get(`${name}/${operands.length}`);
      return template === undefined ? undefined : [template.replace(/\$(\d)/g, (_, digit: string) => operands[Number(digit) - 1] ?? '')];
    }
  }
}

/** A pc-relative address in two instructions: the upper 20 bits by `auipc`, the lower 12 by the last one. */
function farAddress(register: string, offset: bigint, last: (low: bigint) => string): string[] {
  const low = BigInt.asIntN(12, offset);
  const high = (offset - low) >> 12n;
  if (high < -0x8_0000n || high > 0x7_ffffn) throw new Error(`the address is ${offset} bytes away, which is too far`);
  return [`auipc ${register}, ${high}`, last(low)];
}
