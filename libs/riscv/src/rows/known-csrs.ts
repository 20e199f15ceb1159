import type { Builder, Semantics, Value } from '@reprise/ir';
import type { Instruction } from '@reprise/isa';
import { CsrOperation } from '../csr/access.ts';
import { Mstatus, SSTATUS_BITS, SSTATUS_HIGH } from '../csr/status-bits.ts';
import { csrByName } from '../csr/table.ts';
import type { HartField } from '../hart/layout.ts';
import { accessByNumber, csrRows } from './zicsr.ts';

/** CSRs that are fields of the hart of the same name, and hold any value but for the low bits of an exception's pc. */
const machineCells = ['mscratch', 'mepc', 'mcause', 'mtval'] as const satisfies readonly HartField[];
const supervisorCells = ['sscratch', 'sepc', 'scause', 'stval'] as const satisfies readonly HartField[];

const STATUS_SD = 63;

function numberOf(name: string): number {
  const number = csrByName.get(name);
  if (number === undefined) throw new Error(`there is no CSR ${name}`);
  return number;
}

const SSTATUS = numberOf('sstatus');

/** Bits 9..8 of a CSR's number are the least privilege that reaches it (RISC-V Privileged, §2.1). */
const requirePrivilege = (m: Builder, number: number): void => m.if(m.op('i64.lt_u', m.get('privilege'), (number >> 8) & 3), () => void m.call('illegal'));

function operated(m: Builder, operation: number, old: Value, source: Value): Value {
  if (operation === CsrOperation.SET) return m.op('i64.or', old, source);
  return operation === CsrOperation.CLEAR ? m.op('i64.and', old, m.op('i64.xor', source, -1)) : source;
}

const cell = (field: HartField, mask: bigint) => (operation: number, source: (m: Builder) => Value): Semantics => (m) => {
  requirePrivilege(m, numberOf(field));
  const old = m.get(field);
  m.set(field, m.op('i64.and', operated(m, operation, old, source(m)), mask));
  m.setX('rd', old);
};

/** A view of mstatus (§4.1.1). The helper has the writes after which memory is seen otherwise, or an interrupt can be taken. */
const sstatus = (bits: number) => (operation: number, source: (m: Builder) => Value): Semantics => (m) => {
  requirePrivilege(m, SSTATUS);
  const status = m.get('mstatus');
  const given = source(m);
  const written = m.op('i64.and', operated(m, operation, status, given), bits);
  const next = m.op('i64.or', m.op('i64.and', status, ~bits), written);
  const changed = m.op('i64.xor', status, next);
  const pending = m.op('i64.and', m.op('i64.or', m.get('mipLines'), m.get('mipSoftware')), m.get('mie'));
  const enabled = m.op('i64.and', m.op('i64.and', changed, next), Mstatus.SIE);
  const interrupts = m.select(m.op('i64.ne', pending, 0), enabled, m.const(0));
  const isSpecial = m.op('i64.ne', m.op('i64.or', m.op('i64.and', changed, Mstatus.SUM | Mstatus.MXR), interrupts), 0);
  m.if(isSpecial, () => accessByNumber(m, operation, given), () => {
    m.set('mstatus', next);
    const isDirty = m.op('i64.extend_i32_u', m.op('i64.eq', m.op('i64.and', status, Mstatus.FS), Mstatus.FS));
    const view = m.op('i64.or', m.op('i64.and', status, bits), BigInt(SSTATUS_HIGH) << 32n);
    m.setX('rd', m.op('i64.or', view, m.op('i64.shl', isDirty, STATUS_SD)));
  });
};

/**
 * The CSR instructions with the number of one of those that trap handlers use most: all that the helper `csr` does for it. `features` are as
 * for `instructionTables`.
 */
export function knownCsrs(features: ReadonlySet<string>): readonly Instruction[] {
  if (!features.has('Zicsr')) return [];
  const epc = features.has('C') ? -2n : -4n;
  const cells = features.has('S') ? [...machineCells, ...supervisorCells] : machineCells;
  const rows = cells.flatMap((name) => csrRows(cell(name, name.endsWith('epc') ? epc : -1n), numberOf(name)));
  return features.has('S') && features.has('U') ? [...rows, ...csrRows(sstatus(features.has('F') ? SSTATUS_BITS : SSTATUS_BITS & ~Mstatus.FS), SSTATUS)] : rows;
}
