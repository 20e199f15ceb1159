export { hartBytes, hartFieldOffset, hartFields, type HartField } from './hart/layout.ts';
export { instructionTables, type InstructionExtension, type InstructionTables } from './rows/tables.ts';
export { isaString, mmuType, type CpuModel } from './cpu/model.ts';
export { cpuModels, createCpu, parseCpuOption, registerCpuTypes, RiscvCpu, type CpuOption } from './cpu/riscv-cpu.ts';
export { accessCsr, CsrFlag, CsrOperation, readCsr, writeCsr } from './csr/access.ts';
export { floatingPointEnabled } from './csr/floating-point.ts';
export { Mstatus } from './csr/status-bits.ts';
export { csrByName, csrNames } from './csr/table.ts';
export {
  defaultExtensions,
  extensionNames,
  hartConfiguration,
  instructionExtensions,
  satpModes,
  type Extension,
  type Extensions,
  type HartConfiguration,
  type SatpMode,
} from './hart/configuration.ts';
export { Hart, Privilege, type HartPorts, type TrapObserver } from './hart/hart.ts';
export { helperCalls, helperNames, type HelperCall, type HelperName } from './hart/helper-calls.ts';
export { loadHart, saveHart } from './hart/state.ts';
export * as hartWords from './hart/words.ts';
export { CACHE_BLOCK_BYTES, CacheBlockOperation } from './mmu/cache-block.ts';
export { dataPrivilege, executableReadable, translateData, translateFetch, userPagesAllowed } from './mmu/context.ts';
export { PageWalker, Translation, type PageTablePort } from './mmu/page-walker.ts';
export { MIXED, Permission, PmpRules } from './pmp/rules.ts';
export { accessFault, AccessKind, Cause, Interrupt, misaligned, pageFault, type InterruptCode } from './trap/causes.ts';
export { raiseException, raiseIllegalInstruction, takeInterrupt } from './trap/enter.ts';
export { checkInterrupts, pendingBits, pendingInterrupt, setInterruptLine, wakeable } from './trap/interrupt.ts';
export { stimecmpDeadline, updateStimecmp } from './trap/timer.ts';
export { accrueFlags, roundingMode } from './fp/accrue.ts';
export { floatingPoint } from './fp/floating-point.ts';
export { Slice } from './hart/slice.ts';
