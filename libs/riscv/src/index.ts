export { hartBytes, hartFieldOffset, hartFields, type HartField } from './hart/layout.ts';
export { rv64i } from './rows/rv64i.ts';
