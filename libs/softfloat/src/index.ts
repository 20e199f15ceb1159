export { I32, I64, type IntegerType, U32, U64 } from './exact/convert.ts';
export { binary32, binary64 } from './fast.ts';
export { F128, F16, F32, F64, type Format } from './format.ts';
export { fp } from './fp.ts';
export { DZ, type FloatResult, NV, NX, OF, RDN, RMM, RNE, type RoundingMode, RTZ, RUP, UF } from './rounding.ts';
export type { ResultWords } from './fast/words.ts';
export { type OperandTriple, randomWords, type RandomWord, sampleOperand, sampleOperands } from './testing/operands.ts';
