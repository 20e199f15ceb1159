export { hasCrashRecord, readCrashRecord, storedCrashRecord, writeCrashRecord } from './crash-file.ts';
export { CrashGuard, type CrashGuardOptions } from './crash-guard.ts';
export { readSymbolFiles, symbolsOfGuest } from './read-symbols.ts';
