/** Cases in the form that the oracle takes them. */
import { csrNames } from '@reprise/riscv';
import { codeBytes, type Case } from '../case.ts';
import { common } from './deliberate.ts';
import { oracleCsrs, type OracleCsr } from '../../qemu/oracle/layout.ts';
import type { OracleCase } from '../../qemu/oracle/case.ts';

const isOracleCsr = (name: string | undefined): name is OracleCsr => oracleCsrs.some((other) => other === name);

const MPP = 3n << 11n;

/** The first hart of a case, its CSRs with values that both sides take alike. Those that the oracle does not set are passed over. */
export function oracleCaseOf({ harts: [image], origin, code, memory, observe = [] }: Case): OracleCase {
  if (!image) throw new Error('a case for the oracle has a hart');
  const csrs: Partial<Record<OracleCsr, bigint>> = {};
  let fcsr = 0;
  for (const [number, value] of image.csrs) {
    const name = csrNames.get(number);
    if (name === 'fcsr') fcsr = Number(value & 0xffn);
    else if (isOracleCsr(name)) csrs[name] = common(name, value);
  }
  const status = common('mstatus', csrs.mstatus ?? 0n) & ~MPP;
  return {
    code: codeBytes(code),
    codeAddress: origin,
    pc: image.pc,
    x: image.x,
    f: image.f,
    fcsr,
    csrs: { ...csrs, mstatus: status | (BigInt(image.privilege) << 11n) },
    memory,
    observe,
  };
}

