/** Results of two engines, compared. */
import { fName, xName } from '@reprise/isa';
import type { OracleResult } from '../../qemu/oracle/case.ts';
import type { Case } from '../case.ts';
import type { Difference } from '../state.ts';
import { excuse, masked, type Values } from './deliberate.ts';

function valuesOf(result: OracleResult, each: Case): Values {
  const { mcause, mepc, mtval, x, f, fcsr, csrs, memory } = result;
  const values: Values = new Map([['mcause', mcause], ['mepc', mepc], ['mtval', mtval], ['fcsr', BigInt(fcsr)]]);
  for (const [name, value] of Object.entries(csrs)) values.set(name, value);
  for (const [register, value] of x.entries()) values.set(xName(register), value);
  for (const [register, value] of f.entries()) values.set(fName(register), value);
  for (const [index, bytes] of memory.entries()) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const address = each.observe?.[index]?.address ?? 0;
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      const value = view.getBigUint64(at, true);
      if (value !== 0n) values.set(`memory at 0x${(address + at).toString(16)}`, value);
    }
  }
  for (const { apply } of masked) apply(values);
  return values;
}

const hex = (value: bigint | undefined): string => `0x${(value ?? 0n).toString(16)}`;

/** What the results of a case have differently, beside what they may. */
export function resultDifferences(each: Case, ours: OracleResult, theirs: OracleResult): Difference[] {
  const [one, other] = [valuesOf(ours, each), valuesOf(theirs, each)];
  if (excuse(each, ours) !== undefined) return [];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((what): Difference[] =>
    (one.get(what) ?? 0n) === (other.get(what) ?? 0n) ? [] : [{ what, values: [hex(one.get(what)), hex(other.get(what))] }]);
}
