/** Results out of the bytes that the runner left at `resultsAt`. */
import { pcOf, type OracleCase, type OracleResult } from './case.ts';
import { headerBytes, oracleCsrs, resultLayout, resultsMagic, type OracleCsr } from './layout.ts';
import { widened } from './segments.ts';

const registers = (view: DataView, offset: number): bigint[] => Array.from({ length: 32 }, (_, i) => view.getBigUint64(offset + 8 * i, true));

const decodeResult = (bytes: Uint8Array, oracleCase: OracleCase): OracleResult => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const get = (offset: number): bigint => view.getBigUint64(offset, true);
  const mcause = get(resultLayout.mcause);
  const mepc = get(resultLayout.mepc);
  const csrs = Object.fromEntries(oracleCsrs.map((name, i) => [name, get(resultLayout.csrs + 8 * i)]));
  const x = registers(view, resultLayout.x);
  x[0] = 0n; // the runner does not store it
  let offset: number = resultLayout.bytes;
  const memory = (oracleCase.observe ?? []).map((range) => {
    const { address, length } = widened(range);
    const at = offset + range.address - address;
    offset += length;
    return bytes.slice(at, at + range.length);
  });
  return {
    mcause,
    mepc,
    mtval: get(resultLayout.mtval),
    reachedEnd: mcause === 3n && mepc === BigInt.asUintN(64, pcOf(oracleCase) + BigInt(oracleCase.code.length)),
    x,
    f: registers(view, resultLayout.f),
    fcsr: Number(get(resultLayout.fcsr)),
    // reason: fromEntries forgets its keys; all of oracleCsrs are there
    csrs: csrs as Record<OracleCsr, bigint>,
    memory,
  };
};

/** The results of those cases that are complete, in order: fewer than the cases when the runner did not come to its end. */
export const decodeResults = (bytes: Uint8Array, cases: readonly OracleCase[]): OracleResult[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getBigUint64(0, true) !== resultsMagic) return [];
  const complete = Number(view.getBigUint64(8, true));
  let offset = headerBytes;
  return cases.slice(0, complete).map((oracleCase) => {
    const size = Number(view.getBigUint64(offset, true));
    const result = decodeResult(bytes.subarray(offset, offset + size), oracleCase);
    offset += size;
    return result;
  });
};
