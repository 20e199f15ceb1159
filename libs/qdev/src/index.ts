export type { BackendKind, Backends, BlockBackend, CharBackend, CharReceiver, EntropySource, NetBackend } from './backends.ts';
export { nullChardev, nullNetdev, zeroEntropy } from './backends.ts';
export type { DeviceContext, DeviceEnvironment, SystemControl } from './environment.ts';
export type { DeviceTrace, GuestErrorEvent, IrqEvent, MmioEvent } from './trace.ts';
export type { BusType } from './bus.ts';
export { Bus, defineBus } from './bus.ts';
export type {
  AnyDefinition, Backing, Derived, DeviceCategory, DeviceDefinition, InputDefinition, MmioDefinition, NarrowRow, OutputDefinition, RawOps, RegisterRow, WideRow,
} from './definition.ts';
export type { RegisterView } from './register-bank.ts';
export type { IrqSink } from './lines.ts';
export { Device, connect, resetDevices } from './device.ts';
export type { DeviceType } from './define.ts';
export { createDevice, defineDevice, registerDeviceBases, registerDevices } from './define.ts';
export type { BenchOptions } from './bench.ts';
export { deviceHelp } from './device-help.ts';
export { infoQtree } from './qtree.ts';
export { BENCH_RAM, DeviceBench } from './bench.ts';
