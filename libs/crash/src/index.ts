export { defaultPatterns, defaultPolicy, DEFAULT_NESTED_TRAPS, type CrashPolicy } from './detect/policy.ts';
export type { CrashCause, CrashKind, Exception } from './detect/crash.ts';
export { CrashDetector } from './detect/detector.ts';
export { TextAutomaton } from './detect/text-automaton.ts';
export type { HangingHart } from './detect/samples.ts';
export { CrashWatch, type Crash } from './detect/watch.ts';
export { readSymbols } from './symbols/read-symbols.ts';
export { SymbolTable, type CodePlace, type CodeSymbol } from './symbols/symbol-table.ts';
export { Backtraces } from './unwind/backtrace.ts';
export type { Frame } from './unwind/unwind.ts';
export { captureCrash, resymbolise } from './record/capture.ts';
export {
  CrashRecordError, decodeCrashRecord, encodeCrashRecord, type CrashRecord, type CrashSignature, type FrameRecord, type HartRecord,
} from './record/crash-record.ts';
export { signatureOf } from './record/signature.ts';
export { describeCrash } from './show/describe-crash.ts';
