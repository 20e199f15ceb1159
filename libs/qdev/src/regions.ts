import { MemoryRegion, type MmioOps, type RamBlock } from '@reprise/memory';
import { OptionError, type Schema, type ValuesOf } from '@reprise/options';
import { type AnyState, derived, type MmioDefinition, type RawOps } from './definition.ts';
import type { DeviceContext } from './environment.ts';
import { RegisterBank } from './register-bank.ts';
import type { MmioEvent } from './trace.ts';

export type AnyMmio = MmioDefinition<AnyState, DeviceContext, ValuesOf<Schema>>;

/** What a region reports to its device. */
export interface RegionOwner extends DeviceContext {
  readonly path: string;
  /** Is anybody watching accesses? */
  readonly tracesMmio: boolean;
  traceMmio(event: MmioEvent): void;
  /** Something may have changed: output lines must be brought up to date. */
  settle(): void;
  allocateBlock(name: string, size: number, readonly: boolean): RamBlock;
}

/** A declared region of a device as it is mapped: its memory region and, if it has one, its register table at work. */
export interface DeviceRegion {
  readonly name: string;
  readonly region: MemoryRegion;
  readonly bank: RegisterBank | null;
  /** Brings the mapping up to date with the state. */
  update(): void;
}

export function makeRegion(definition: AnyMmio, state: AnyState, owner: RegionOwner): DeviceRegion {
  const { name, valid, byteWide = false } = definition;
  const backing = typeof definition.backing === 'function' ? definition.backing(owner) : definition.backing;
  const size = derived(definition.size, owner.props, 0);
  if (!(size > 0)) throw new OptionError(`region '${name}' of ${owner.path} has no size`);
  const bank = definition.registers ? new RegisterBank(definition.registers, state, owner) : null;
  const ops = bank ? bankOps(name, bank, byteWide, owner) : rawOps(name, definition.ops, state, owner);
  const impl = bank ? { min: 1, max: 8 } as const : (definition.impl ?? {});
  const rules = { impl, ...(valid ? { valid } : {}) };
  const update = (): void => {};
  if (backing === undefined) return { name, bank, update, region: MemoryRegion.io(name, size, ops, rules) };
  const block = owner.allocateBlock(`${owner.path}/${name}`, size, backing !== 'ram');
  if (backing !== 'romd') return { name, bank, update, region: MemoryRegion.ram(name, block) };
  const region = MemoryRegion.romDevice(name, block, ops, rules);
  return { name, bank, region, update: () => region.setRomdMode(definition.romdMode?.(state, owner) ?? true) };
}

function bankOps(region: string, bank: RegisterBank, byteWide: boolean, owner: RegionOwner): MmioOps {
  const trace = (offset: number, size: number, isWrite: boolean, value: number | bigint): void => {
    if (owner.tracesMmio) owner.traceMmio({ path: owner.path, region, offset, size, isWrite, value, register: bank.answered });
  };
  return {
    read: (offset, size) => {
      const value = bank.read(offset, byteWide ? 1 : size);
      trace(offset, size, false, value);
      if (bank.hadSideEffect) owner.settle();
      return value;
    },
    read64: (offset) => {
      const value = byteWide ? BigInt(bank.read(offset, 1)) : bank.read64(offset);
      trace(offset, 8, false, value);
      if (bank.hadSideEffect) owner.settle();
      return value;
    },
    write: (offset, value, size) => {
      if (byteWide) bank.write(offset, value & 0xff, 1);
      else bank.write(offset, value, size);
      trace(offset, size, true, value);
      owner.settle();
    },
    write64: (offset, value) => {
      if (byteWide) bank.write(offset, Number(value & 0xffn), 1);
      else bank.write64(offset, value);
      trace(offset, 8, true, value);
      owner.settle();
    },
    peek: (offset, size) => bank.peek(offset, byteWide ? 1 : size),
  };
}

const noOps: RawOps<AnyState, DeviceContext> = { read: () => 0, write: () => {}, peek: () => 0 };

function rawOps(region: string, ops = noOps, state: AnyState, owner: RegionOwner): MmioOps {
  const done = (offset: number, size: number, isWrite: boolean, value: number | bigint): void => {
    if (owner.tracesMmio) owner.traceMmio({ path: owner.path, region, offset, size, isWrite, value, register: null });
    owner.settle();
  };
  return {
    read: (offset, size) => {
      const value = ops.read(state, offset, size, owner);
      done(offset, size, false, value);
      return value;
    },
    write: (offset, value, size) => {
      ops.write(state, offset, value, size, owner);
      done(offset, size, true, value);
    },
    ...(ops.read64 && {
      read64: (offset: number) => {
        const value = ops.read64?.(state, offset, owner) ?? 0n;
        done(offset, 8, false, value);
        return value;
      },
    }),
    ...(ops.write64 && {
      write64: (offset: number, value: bigint) => {
        ops.write64?.(state, offset, value, owner);
        done(offset, 8, true, value);
      },
    }),
    ...(ops.peek && { peek: (offset: number, size: number) => ops.peek?.(state, offset, size, owner) }),
  };
}
