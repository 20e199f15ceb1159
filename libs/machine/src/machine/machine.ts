import { OptionError } from '@reprise/options';
import { AddressSpace, Dma, HostMemory, infoMtree, infoMtreeFlat, MemoryRegion, PAGE_SIZE, PageTracker, RamBlock } from '@reprise/memory';
import { type Device, type DeviceEnvironment, infoQtree, resetDevices } from '@reprise/qdev';
import { infoQomTree, type QObject, type TypeRegistry } from '@reprise/qom';
import { createCpu, Hart, hartBytes, loadHart, type RiscvCpu, saveHart } from '@reprise/riscv';
import { loadSections, saveSections, type Stateful, type Tree, type TreeMap } from '@reprise/vmstate';
import { type AnyBoard, type AnyFacts, boardTypeName } from '../board/board.ts';
import { boardDeviceTree } from '../board/tree.ts';
import { fwCfgItemsOf } from '../boot/fw-cfg.ts';
import { completeDeviceTree } from '../boot/device-tree.ts';
import { deviceTreeAddress, type FlashAddresses, placeBootFiles } from '../boot/place.ts';
import { resetVector } from '../boot/reset-vector.ts';
import { RomImages } from '../boot/rom-images.ts';
import { flattenDeviceTree } from '../device-tree/flatten.ts';
import { BackendTable, type Owners } from './backends.ts';
import type { DriveConfiguration, MachineConfiguration, MachineEnvironment } from './configuration.ts';
import { describeConfiguration, type Sha256 } from './describe.ts';
import { placeDevices } from './devices.ts';
import { allPlugged, plugDevices } from './plug.ts';
import { boardOf } from './types.ts';
import { checkGlobals, typedValues } from './values.ts';

/**
 * A machine as it is before anything runs, and what can be done to it between instructions. Memory, harts and devices are
 * there as long as it is; after `createMachine` it has been reset.
 */
export class Machine {
  readonly configuration: MachineConfiguration;
  readonly board: AnyBoard;
  /** The top of the composition tree. */
  readonly root: QObject;
  readonly memory = new HostMemory();
  readonly tracker = new PageTracker(this.memory);
  /** What harts and devices see. */
  readonly space: AddressSpace;
  /** RAM, the board's ROM, and devices' memory, in the order they were made. Their contents are not part of `save`. */
  readonly ramBlocks: readonly RamBlock[];
  readonly cpus: readonly RiscvCpu[];
  readonly harts: readonly Hart[];
  /** In the order of the board's table, then those plugged in. */
  readonly devices: readonly Device[];
  /** The devices with a back end, by kind and the back end's id: where console bytes and frames go in. */
  readonly backendOwners: Owners;
  /** Devices that take characters, by their path. */
  readonly receivers: ReadonlyMap<string, Device>;
  /** As the guest gets it. */
  readonly deviceTree: Uint8Array;
  readonly #sha256: Sha256;
  readonly #roms: RomImages;
  readonly #stateful: readonly Stateful[];

  /** @throws OptionError (ImageError for files), HostMemoryError: what is wrong with the configuration */
  constructor(registry: TypeRegistry, configuration: MachineConfiguration, environment: MachineEnvironment) {
    this.configuration = configuration;
    this.#sha256 = environment.sha256;
    this.board = boardOf(configuration.machine);
    const { board, memory, tracker } = this;
    checkSizes(board, configuration);
    checkGlobals(configuration.globals ?? [], registry);
    this.root = registry.create('container');
    const object = this.root.addChild('machine', registry.create(boardTypeName(board), typedValues(registry, boardTypeName(board), configuration.machineProperties)));
    object.markRealized();

    const blocks: RamBlock[] = [];
    const allocateBlock = (name: string, size: number, readonly: boolean): RamBlock => {
      const block = new RamBlock(memory, tracker, name, size, readonly);
      blocks.push(block);
      return block;
    };
    this.ramBlocks = blocks;
    const system = MemoryRegion.container('system', 2 ** 64);
    this.space = new AddressSpace('memory', system);
    const { ram, rom } = board;
    system.addSubregion(ram.at, MemoryRegion.ram(ram.name, allocateBlock(ram.name, configuration.memory, false)));
    system.addSubregion(rom.at, MemoryRegion.rom(rom.name, allocateBlock(rom.name, rom.size, true)));

    const soc = object.addChild('soc', registry.create('container'));
    this.cpus = makeCpus(registry, soc, configuration);
    this.harts = this.cpus.map((cpu, index) =>
      new Hart(memory, memory.allocate(hartBytes, 64), index, cpu.hartConfiguration(index, BigInt(rom.at)), environment.hartPorts));

    const env = deviceEnvironment(environment, this.space, allocateBlock);
    const { drives = [] } = configuration;
    const backends = new BackendTable(environment.backends, drives);
    this.#roms = new RomImages(this.space);
    const flash = flashAddresses(board, drives);
    const placement = placeBootFiles(this.#roms, configuration, { base: ram.at, size: configuration.memory }, flash);
    const facts: AnyFacts = {
      props: object.values, harts: this.harts.length, memory: configuration.memory, rtcStart: configuration.rtcStart,
      fwCfg: fwCfgItemsOf(configuration, flash[1] !== null), symbol: placement.symbol,
    };
    const site = { registry, soc, system, harts: this.harts, env, backends, drives, globals: configuration.globals ?? [] };
    const placed = placeDevices(board, facts, site);
    const plugged = plugDevices(allPlugged(configuration), placed, site);
    this.devices = [...placed.map(({ device }) => device), ...plugged];
    this.backendOwners = backends.owners;
    this.receivers = new Map([...backends.owners.chardev.values()].map((device) => [device.path, device]));

    const tree = completeDeviceTree(boardDeviceTree(board, facts, this.cpus), configuration, placement.initrd);
    this.deviceTree = flattenDeviceTree(tree);
    const treeAddress = deviceTreeAddress({ base: ram.at, size: configuration.memory });
    this.#roms.add({ what: 'the device tree', address: treeAddress, bytes: this.deviceTree, size: this.deviceTree.length });
    const vector = resetVector({ start: placement.start, deviceTree: treeAddress, next: placement.next });
    this.#roms.add({ what: 'the reset vector', address: rom.at, bytes: vector, size: vector.length });

    const harts = this.harts.map((hart, index): Stateful => {
      const { path } = this.cpus[index] ?? soc;
      return { path, save: () => saveHart(hart, path), load: (saved) => loadHart(hart, saved, path) };
    });
    this.#stateful = [...harts, ...this.devices];
    this.reset();
  }

  /** System reset: harts, devices, and what was loaded into memory; the rest of RAM stays as it is. */
  reset(): void {
    for (const hart of this.harts) hart.reset();
    this.#roms.write();
    resetDevices(this.devices);
  }

  /** The state of harts and devices by object path. Memory is not part of it. */
  save(): TreeMap {
    return saveSections(this.#stateful);
  }

  /**
   * Loads what `save` gave on a machine of the same configuration. Memory, and what the engine derives from harts, is the caller's.
   * @throws StateError; the machine may then be half loaded
   */
  load(tree: Tree): void {
    loadSections(this.#stateful, tree);
    for (const device of this.devices) device.driveOutputs(true);
  }

  /** The configuration as plain data, with the digests of its files. */
  describe(): TreeMap {
    return describeConfiguration(this.configuration, this.#sha256);
  }

  /** The device that a character back end is connected to: `serial0` is the console. */
  chardev(id: string): Device | null {
    return this.backendOwners.chardev.get(id) ?? null;
  }

  /** The first device of a type, such as riscv.aclint.mtimer; null if there is none. */
  deviceOfType(typeName: string): Device | null {
    return this.devices.find((device) => device.typeName === typeName) ?? null;
  }

  /** The text of the monitor's `info mtree`, with `-f` if `flat`. */
  infoMtree(flat = false): string {
    return flat ? infoMtreeFlat([this.space]) : infoMtree([this.space]);
  }

  infoQtree(): string {
    return infoQtree(this.root);
  }

  infoQomTree(): string {
    return infoQomTree(this.root);
  }
}

/** @throws OptionError, HostMemoryError: as the constructor */
export const createMachine = (registry: TypeRegistry, configuration: MachineConfiguration, environment: MachineEnvironment): Machine =>
  new Machine(registry, configuration, environment);

const MIN_MEMORY = 1 << 20;

function checkSizes(board: AnyBoard, { memory, smp }: MachineConfiguration): void {
  if (!Number.isInteger(smp) || smp < 1 || smp > board.maxHarts) {
    throw new OptionError(`machine '${board.name}' has 1 to ${board.maxHarts} harts, not ${smp}`);
  }
  if (!Number.isInteger(memory) || memory < MIN_MEMORY || memory > board.ram.maxSize || memory % PAGE_SIZE !== 0) {
    throw new OptionError(`machine '${board.name}' has 1 MiB to ${board.ram.maxSize / MIN_MEMORY} MiB of RAM in pages of 4 KiB, not ${memory} bytes`);
  }
}

function flashAddresses({ name, devices }: AnyBoard, drives: readonly DriveConfiguration[]): FlashAddresses {
  const row = devices.find(({ drive }) => drive === 'pflash');
  const missing = drives.find((drive) => drive.interface === 'pflash' && (drive.index ?? 0) >= (row?.count ?? 0));
  if (missing) throw new OptionError(`machine '${name}' has no flash ${missing.index ?? 0} for drive '${missing.id}'`);
  const address = (index: number): number | null =>
    row && drives.some((drive) => drive.interface === 'pflash' && (drive.index ?? 0) === index) ? row.at + index * row.size : null;
  return [address(0), address(1)];
}

function makeCpus(registry: TypeRegistry, soc: QObject, { cpu, smp }: MachineConfiguration): RiscvCpu[] {
  return Array.from({ length: smp }, (_, hart) => {
    const object = soc.addChild(`cpu${hart}`, createCpu(registry, cpu));
    object.markRealized();
    return object;
  });
}

function deviceEnvironment(environment: MachineEnvironment, space: AddressSpace, allocateBlock: DeviceEnvironment['allocateBlock']): DeviceEnvironment {
  const { clock, timers, system } = environment;
  return {
    clock,
    timers,
    system,
    dma: new Dma(space),
    allocateBlock,
    acceptInput: (device) => environment.acceptInput?.(device),
    get trace() {
      return environment.trace;
    },
  };
}
