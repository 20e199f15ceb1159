/** Cases as the bytes that the runner reads at `casesAt`. */
import { codeAddressOf, defaultCsrs, pcOf, type OracleCase, type Range, type Segment } from './case.ts';
import { caseLayout, casesAt, casesMagic, headerBytes, oracleCsrs, ramEnd, resultLayout, resultsAt, workAt, workEnd } from './layout.ts';
import { merged, widened } from './segments.ts';

const ebreak = Uint8Array.of(0x73, 0x00, 0x10, 0x00);

interface Prepared {
  readonly oracleCase: OracleCase;
  readonly segments: readonly Segment[];
  readonly observed: readonly Range[];
  readonly bytes: number;
  readonly resultBytes: number;
}

const prepared = (oracleCase: OracleCase): Prepared => {
  const { code, memory = [], observe = [] } = oracleCase;
  const address = codeAddressOf(oracleCase);
  const segments = merged([...memory, { address, bytes: code }, { address: address + code.length, bytes: ebreak }]);
  const observed = observe.map(widened);
  const ranges = [...observed, ...segments.map(({ address, bytes }) => ({ address, length: bytes.length }))];
  const astray = ranges.find(({ address, length }) => address < workAt || address + length > workEnd);
  if (astray !== undefined) throw new RangeError(`a case uses memory at ${astray.address.toString(16)}, outside ${workAt.toString(16)} to ${workEnd.toString(16)}`);
  return {
    oracleCase,
    segments,
    observed,
    bytes: caseLayout.bytes + segments.reduce((sum, { bytes }) => sum + 16 + bytes.length, 0) + 16 * observed.length,
    resultBytes: resultLayout.bytes + observed.reduce((sum, { length }) => sum + length, 0),
  };
};

const encodeInto = (bytes: Uint8Array, { oracleCase, segments, observed, bytes: size }: Prepared): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const put = (offset: number, value: bigint): void => view.setBigUint64(offset, value, true);
  const { x = [], f = [], fcsr = 0, csrs = {} } = oracleCase;
  put(caseLayout.size, BigInt(size));
  put(caseLayout.pc, pcOf(oracleCase));
  put(caseLayout.fcsr, BigInt(fcsr));
  put(caseLayout.segments, BigInt(segments.length));
  put(caseLayout.observed, BigInt(observed.length));
  oracleCsrs.forEach((name, i) => put(caseLayout.csrs + 8 * i, csrs[name] ?? defaultCsrs[name]));
  x.forEach((value, i) => put(caseLayout.x + 8 * i, value));
  f.forEach((value, i) => put(caseLayout.f + 8 * i, value));
  let offset: number = caseLayout.bytes;
  for (const { address, bytes: content } of segments) {
    put(offset, BigInt(address));
    put(offset + 8, BigInt(content.length));
    bytes.set(content, offset + 16);
    offset += 16 + content.length;
  }
  for (const { address, length } of observed) {
    put(offset, BigInt(address));
    put(offset + 8, BigInt(length));
    offset += 16;
  }
};

export interface Batch {
  readonly cases: readonly OracleCase[];
  /** What is loaded at `casesAt`. */
  readonly bytes: Uint8Array;
}

const encodeBatch = (cases: readonly Prepared[]): Batch => {
  const bytes = new Uint8Array(headerBytes + cases.reduce((sum, { bytes }) => sum + bytes, 0));
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, casesMagic, true);
  view.setBigUint64(8, BigInt(cases.length), true);
  let offset = headerBytes;
  for (const one of cases) {
    encodeInto(bytes.subarray(offset, offset + one.bytes), one);
    offset += one.bytes;
  }
  return { cases: cases.map(({ oracleCase }) => oracleCase), bytes };
};

const casesRoom = resultsAt - casesAt - headerBytes;
const resultsRoom = ramEnd - resultsAt - headerBytes;

/** The cases in as few batches as memory allows, in their order. Throws RangeError for memory outside the work area. */
export const encodeCases = (cases: readonly OracleCase[]): Batch[] => {
  const batches: Prepared[][] = [];
  let bytes = Infinity;
  let resultBytes = Infinity;
  for (const one of cases.map(prepared)) {
    bytes += one.bytes;
    resultBytes += one.resultBytes;
    const last = batches.at(-1);
    if (last !== undefined && bytes <= casesRoom && resultBytes <= resultsRoom) {
      last.push(one);
    } else {
      batches.push([one]);
      ({ bytes, resultBytes } = one);
    }
  }
  return batches.map(encodeBatch);
};
