/** An instruction in one of its lengths: its name, `.2` behind it if it is one of 16 bits. */
export type Form = string;

/**
 * Instructions that often stand one behind the other, and get a handler for both, which saves the dispatch between them. Counted in a boot of Linux, of
 * which these are two fifths; how often is not kept here, as it differs from program to program.
 */
export const pairTable: Readonly<Record<Form, readonly Form[]>> = {
  'lbu': ['lbu', 'lhu', 'addi.2', 'addiw', 'slliw'],
  'lhu': ['srl'],
  'ld': ['ld', 'ld.2'],
  'ld.2': ['ld.2', 'add.2', 'addi.2', 'beq.2', 'bne.2'],
  'sd': ['sd', 'addi', 'addi.2', 'sd.2'],
  'sd.2': ['sd.2', 'sd', 'add.2', 'addi.2'],
  'sb': ['addi.2'],
  'add.2': ['add.2', 'lbu', 'ld.2', 'addi', 'addi.2', 'addiw.2', 'slli.2', 'auipc', 'bgeu', 'jal'],
  'addi': ['addi', 'addi.2', 'add.2', 'slli.2', 'auipc', 'beq'],
  'addi.2': ['addi.2', 'sd.2', 'sw.2', 'add.2', 'and', 'lbu', 'jalr.2', 'bgeu', 'bne', 'bne.2', 'blt', 'beq.2'],
  'addiw': ['beq', 'sll', 'addw'],
  'addiw.2': ['addi.2'],
  'auipc': ['addi', 'jalr', 'ld'],
  'slli': ['srli', 'srli.2', 'add.2'],
  'slli.2': ['add.2', 'srli.2'],
  'srli.2': ['add.2'],
  'sll': ['sll', 'add.2'],
  'srl': ['subw'],
  'subw': ['addiw'],
  'slliw': ['or', 'slliw'],
  'or': ['slliw', 'or'],
  'and': ['slli.2', 'sd'],
  'andi': ['add.2', 'bne', 'beq'],
};

const NONE: readonly Form[] = [];

export const formOf = (name: string, length: 2 | 4): Form => (length === 2 ? `${name}.2` : name);

/** What has a handler together with an instruction of that form when it follows it. */
export const followersOf = (form: Form): readonly Form[] => pairTable[form] ?? NONE;
