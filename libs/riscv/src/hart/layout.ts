/**
 * One hart's state in host memory: named fields of 64-bit cells. Generated code reaches a field at the hart's offset plus the
 * field's; TypeScript through `Hart`. Fields marked `cache` are derived: they are rebuilt and never saved.
 */
interface FieldShape {
  readonly cells: number;
  readonly cache?: true;
}

const one = { cells: 1 } as const satisfies FieldShape;
const cache = { cells: 1, cache: true } as const satisfies FieldShape;

const shapes = {
  /** Integer registers. Cell 32 takes what is written to x0. */
  x: { cells: 33 },
  f: { cells: 33 },
  pc: one,
  /** Operands and the result of helper calls; only meaningful inside one instruction. */
  arguments: { cells: 4, cache: true },
  /** Instructions left in this slice (low 32 bits). A helper that sets it to zero ends the slice after its instruction. */
  remaining: cache,
  /** Host offsets of the TLB for fetches, and of the one for loads and stores (they differ under MPRV). */
  tlbFetch: cache,
  tlbData: cache,
  /** Address of the last LR, or all ones (§13.2 of the Unprivileged manual). It is dropped at traps, xRET and the end of a hart's turn. */
  reservation: one,
  /** 0 user, 1 supervisor, 3 machine. */
  privilege: one,
  /** 1 while the hart waits in WFI. */
  waiting: one,
  /** Accrued flags in bits 4..0, rounding mode in bits 7..5. */
  fcsr: one,
  mstatus: one,
  medeleg: one,
  mideleg: one,
  mie: one,
  /** Interrupt lines that devices drive: MSIP, MTIP, MEIP, SEIP, and STIP from stimecmp. */
  mipLines: one,
  /** Interrupt bits that software sets: SSIP, STIP, SEIP. */
  mipSoftware: one,
  mtvec: one,
  mcounteren: one,
  menvcfg: one,
  mcountinhibit: one,
  mscratch: one,
  mepc: one,
  mcause: one,
  mtval: one,
  /** mcycle and minstret are these plus virtual time and instructions retired, unless inhibited: then they are the value itself. */
  mcycle: one,
  minstret: one,
  /** Steps that this hart has taken, and those of them that raised an exception instead of retiring. */
  steps: one,
  exceptions: one,
  stvec: one,
  scounteren: one,
  senvcfg: one,
  sscratch: one,
  sepc: one,
  scause: one,
  stval: one,
  stimecmp: one,
  satp: one,
  pmpcfg: { cells: 2 },
  pmpaddr: { cells: 16 },
} as const satisfies Record<string, FieldShape>;

export type HartField = keyof typeof shapes;

/** In their order in memory. */
export const hartFieldNames = Object.keys(shapes) as readonly HartField[]; // keys of a constant: exactly HartField

interface PlacedField extends FieldShape {
  /** In bytes from the hart's offset. */
  readonly offset: number;
}

const CELL_BYTES = 8;

function place(): { fields: Readonly<Record<HartField, PlacedField>>; bytes: number } {
  let offset = 0;
  const fields: Partial<Record<HartField, PlacedField>> = {};
  for (const name of hartFieldNames) {
    const shape: FieldShape = shapes[name];
    fields[name] = { ...shape, offset };
    offset += shape.cells * CELL_BYTES;
  }
  return { fields: fields as Record<HartField, PlacedField>, bytes: offset }; // the loop placed every field
}

const placed = place();

export const hartFields = placed.fields;

/** Bytes of one hart's state. */
export const hartBytes = placed.bytes;

/** The byte offset of a field that the IR names; throws for a name that is none. */
export function hartFieldOffset(name: string): number {
  const field = (hartFields as Readonly<Record<string, PlacedField | undefined>>)[name]; // any string may be asked for
  if (!field) throw new Error(`a hart has no state '${name}'`);
  return field.offset;
}

/** Where a field's cell is in 32-bit words from the hart's offset: the low half there, the high half in the next word. */
export const hartWord = (field: HartField, cell = 0): number => (hartFields[field].offset + cell * CELL_BYTES) / 4;
