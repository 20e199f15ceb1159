import { hex } from '@reprise/bits';
import { type AccessRules, emptyOps, type MmioOps, MmioPort } from './mmio.ts';
import type { RamBlock } from './ram-block.ts';

export type RegionKind = 'container' | 'ram' | 'rom' | 'romd' | 'io' | 'alias';

/** A mistake in how a board puts its memory together. */
export class MemoryMapError extends Error {
  override name = 'MemoryMapError';
}

/** Whoever has to look again when a region's mapping changes: the region around it, its aliases, address spaces. */
export interface MappingUser {
  mappingChanged(): void;
}

interface RegionParts {
  readonly kind: RegionKind;
  readonly name: string;
  readonly size: number;
  readonly block?: RamBlock;
  readonly port?: MmioPort;
  readonly target?: MemoryRegion;
  readonly targetOffset?: number;
}

/**
 * A named stretch of address space: RAM, ROM, a device's registers, a container of other regions, or an alias of a part of
 * one. QEMU's MemoryRegion; sizes are bytes up to 2^64, offsets up to 2^53.
 */
export class MemoryRegion implements MappingUser {
  readonly kind: RegionKind;
  readonly name: string;
  readonly size: number;
  /** Of ram, rom and romd. */
  readonly block: RamBlock | null;
  /** Of io, and for the writes of romd. */
  readonly port: MmioPort | null;
  /** Of an alias: the region shown, from `targetOffset` on. */
  readonly target: MemoryRegion | null;
  readonly targetOffset: number;
  #container: MemoryRegion | null = null;
  #offset = 0;
  #priority = 0;
  #enabled = true;
  #romdMode = true;
  readonly #subregions: MemoryRegion[] = []; // highest priority first, the newer of equals first
  readonly #users = new Set<MappingUser>();

  private constructor(parts: RegionParts) {
    this.kind = parts.kind;
    this.name = parts.name;
    this.size = parts.size;
    this.block = parts.block ?? null;
    this.port = parts.port ?? null;
    this.target = parts.target ?? null;
    this.targetOffset = parts.targetOffset ?? 0;
    this.target?.addUser(this);
  }

  static container(name: string, size: number): MemoryRegion {
    return new MemoryRegion({ kind: 'container', name, size });
  }

  static ram(name: string, block: RamBlock): MemoryRegion {
    return new MemoryRegion({ kind: block.readonly ? 'rom' : 'ram', name, size: block.size, block });
  }

  /** Reads come from the block, writes are dropped. */
  static rom(name: string, block: RamBlock): MemoryRegion {
    return new MemoryRegion({ kind: 'rom', name, size: block.size, block });
  }

  /** Reads come from the block (or from the ops after `setRomdMode(false)`), writes go to the ops: flash. */
  static romDevice(name: string, block: RamBlock, ops: MmioOps, rules: AccessRules = {}): MemoryRegion {
    return new MemoryRegion({ kind: 'romd', name, size: block.size, block, port: new MmioPort(ops, rules) });
  }

  static io(name: string, size: number, ops: MmioOps = emptyOps, rules: AccessRules = {}): MemoryRegion {
    return new MemoryRegion({ kind: 'io', name, size, port: new MmioPort(ops, rules) });
  }

  static alias(name: string, target: MemoryRegion, targetOffset: number, size: number): MemoryRegion {
    return new MemoryRegion({ kind: 'alias', name, size, target, targetOffset });
  }

  get container(): MemoryRegion | null {
    return this.#container;
  }

  /** Bytes from the start of the container. */
  get offset(): number {
    return this.#offset;
  }

  get priority(): number {
    return this.#priority;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  /** Of romd: do reads come straight from the block? */
  get romdMode(): boolean {
    return this.#romdMode;
  }

  get subregions(): readonly MemoryRegion[] {
    return this.#subregions;
  }

  /**
   * Maps `region` at `offset`. Where regions of one container overlap, the higher priority is seen; of equals, the later one.
   * @throws MemoryMapError if `region` is mapped already
   */
  addSubregion(offset: number, region: MemoryRegion, priority = 0): void {
    if (region.#container) throw new MemoryMapError(`region '${region.name}' is already mapped in '${region.#container.name}'`);
    if (region === this) throw new MemoryMapError(`region '${this.name}' cannot hold itself`);
    if (!Number.isSafeInteger(offset) || offset < 0) throw new MemoryMapError(`cannot map '${region.name}' at ${offset}`);
    region.#container = this;
    region.#offset = offset;
    region.#priority = priority;
    const before = this.#subregions.findIndex((other) => priority >= other.#priority);
    if (before < 0) this.#subregions.push(region);
    else this.#subregions.splice(before, 0, region);
    this.mappingChanged();
  }

  /** @throws MemoryMapError if `region` is not mapped here */
  removeSubregion(region: MemoryRegion): void {
    const at = this.#subregions.indexOf(region);
    if (at < 0) throw new MemoryMapError(`region '${region.name}' is not mapped in '${this.name}'`);
    this.#subregions.splice(at, 1);
    region.#container = null;
    this.mappingChanged();
  }

  /** Moves the region within its container (a PCI BAR). */
  setOffset(offset: number): void {
    if (offset === this.#offset) return;
    this.#offset = offset;
    this.mappingChanged();
  }

  /** A region that is not enabled, and all in it, is as if it were not mapped. */
  setEnabled(enabled: boolean): void {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    this.mappingChanged();
  }

  setRomdMode(romd: boolean): void {
    if (romd === this.#romdMode) return;
    this.#romdMode = romd;
    this.mappingChanged();
  }

  addUser(user: MappingUser): void {
    this.#users.add(user);
  }

  mappingChanged(): void {
    this.#container?.mappingChanged();
    for (const user of this.#users) user.mappingChanged();
  }

  toString(): string {
    return `${this.name} (${this.kind}, ${hex(BigInt(this.size))} bytes)`;
  }
}
