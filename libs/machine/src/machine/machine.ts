import { type AddressSpace, type HostMemory, infoMtree, infoMtreeFlat, type PageTracker, type RamBlock } from '@reprise/memory';
import { type Device, infoQtree, resetDevices } from '@reprise/qdev';
import { readMtime } from '@reprise/hw';
import { infoQomTree, type QObject, type TypeRegistry } from '@reprise/qom';
import type { Hart, RiscvCpu } from '@reprise/riscv';
import { loadSections, saveSections, type Tree, type TreeMap } from '@reprise/vmstate';
import type { Owners } from './backends.ts';
import { buildMachine, type MachineParts } from './build.ts';
import type { MachineConfiguration, MachineEnvironment, Sha256 } from './configuration.ts';
import { describeMachine } from './describe.ts';

/**
 * A machine, and what can be done to it between instructions. Its parts are there as long as it is; `createMachine` gives it
 * as it is after power-on.
 */
export class Machine {
  readonly configuration: MachineConfiguration;
  /** The top of the composition tree. */
  readonly root: QObject;
  readonly memory: HostMemory;
  readonly tracker: PageTracker;
  /** What harts and devices see. */
  readonly space: AddressSpace;
  /** RAM, the board's ROM, and devices' memory, in the order they were made. Their contents are not part of `save`. */
  readonly ramBlocks: readonly RamBlock[];
  readonly cpus: readonly RiscvCpu[];
  readonly harts: readonly Hart[];
  /** In the order of the board's table, then those plugged in. */
  readonly devices: readonly Device[];
  /** Devices that take characters, by their path. */
  readonly receivers: ReadonlyMap<string, Device>;
  /** Devices by the kind and the id of their back end. */
  readonly backendOwners: Owners;
  /** The flattened device tree, as the guest gets it. */
  readonly deviceTree: Uint8Array;
  readonly #parts: MachineParts;
  readonly #sha256: Sha256;

  constructor(configuration: MachineConfiguration, parts: MachineParts, sha256: Sha256) {
    const { root, memory: { memory, tracker, space, blocks }, harts, devices, owners, deviceTree } = parts;
    this.configuration = configuration;
    this.root = root;
    this.memory = memory;
    this.tracker = tracker;
    this.space = space;
    this.ramBlocks = blocks;
    this.cpus = harts.map(({ cpu }) => cpu);
    this.harts = harts.map(({ hart }) => hart);
    this.devices = devices;
    this.receivers = new Map([...owners.chardev.values()].map((device) => [device.path, device]));
    this.backendOwners = owners;
    this.deviceTree = deviceTree;
    this.#parts = parts;
    this.#sha256 = sha256;
  }

  /** System reset: harts, devices, and what was loaded into memory; the rest of RAM stays as it is. */
  reset(): void {
    for (const hart of this.harts) hart.reset();
    this.#parts.roms.write();
    resetDevices(this.devices);
  }

  /** The state of harts and devices by object path. Memory is not part of it. */
  save(): TreeMap {
    return saveSections([...this.#parts.harts, ...this.devices]);
  }

  /**
   * Loads what `save` gave on a machine of the same configuration. Memory, and what the engine derives from harts, is the caller's.
   * @throws StateError; the machine may then be half loaded
   */
  load(tree: Tree): void {
    loadSections([...this.#parts.harts, ...this.devices], tree);
    for (const device of this.devices) device.driveOutputs(true);
  }

  /** What it was made from as plain data, with the digests of its files. */
  describe(): TreeMap {
    return describeMachine(this.configuration, this.#parts, this.#sha256);
  }

  /** The device that a character back end is connected to: `serial0` is the console. */
  chardev(id: string): Device | null {
    return this.backendOwners.chardev.get(id) ?? null;
  }

  /** The first device of a type, such as riscv.aclint.mtimer; null if there is none. */
  deviceOfType(typeName: string): Device | null {
    return this.devices.find((device) => device.typeName === typeName) ?? null;
  }

  /** MTIME as a guest sees it now, in ticks; null where the board has no MTIMER. */
  readMtime(): number | null {
    const mtimer = this.deviceOfType('riscv.aclint.mtimer');
    return mtimer && readMtime(mtimer);
  }

  /** Calls `listener` whenever a guest writes MTIME. */
  onMtimeMoved(listener: () => void): void {
    this.deviceOfType('riscv.aclint.mtimer')?.connectOutput('moved', 0, { set: listener });
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

/** A machine after power-on. @throws OptionError (ImageError for files) and HostMemoryError: what is wrong with the configuration */
export function createMachine(registry: TypeRegistry, configuration: MachineConfiguration, environment: MachineEnvironment): Machine {
  const machine = new Machine(configuration, buildMachine(registry, configuration, environment), environment.sha256);
  machine.reset();
  return machine;
}
