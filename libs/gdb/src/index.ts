export { describeTarget, GdbRegister } from './description.ts';
export { GdbStub } from './gdb-stub.ts';
export { DebuggerMemory } from './memory.ts';
export { runCommands, runMonitor, type Introspection, type MonitorCommand, type MonitorCommands } from './monitor.ts';
export { packet, PacketReader, PACKET_BYTES, type Arrival } from './packets.ts';
export { HartRegisters } from './registers.ts';
export { eventOf, RunTarget } from './run-target.ts';
export type { GdbTarget, RegisterFile, Resume, StopEvent } from './target.ts';
