import type { Nanoseconds } from '@reprise/bits';
import type { Timer } from '@reprise/clock';
import type { Dma, MemoryRegion, RamBlock } from '@reprise/memory';
import { OptionError, type Schema, unknownName, type ValuesOf } from '@reprise/options';
import { ObjectError, type ObjectInit, QObject } from '@reprise/qom';
import { assignState, expectMap, type Fields, loadSection, resetState, saveSection, type Tree, type TreeMap } from '@reprise/vmstate';
import { type Backends, type BlockBackend, type CharBackend, type EntropySource, type NetBackend, nullChardev, nullNetdev, zeroEntropy } from './backends.ts';
import { Bus, type BusType, type Settling } from './bus.ts';
import type { AnyDefinition, AnyState } from './definition.ts';
import type { DeviceEnvironment, SystemControl } from './environment.ts';
import { DeviceLines, type LineOwner } from './device-lines.ts';
import { DeviceTimers } from './device-timers.ts';
import type { IrqSink } from './lines.ts';
import type { RegisterView } from './register-bank.ts';
import { type DeviceRegion, makeRegion, type RegionOwner } from './regions.ts';
import type { MmioEvent } from './trace.ts';

/** A device made from a definition. A board creates it, sets properties and back ends, realizes it, maps and connects it. */
export class Device extends QObject implements LineOwner, RegionOwner, Settling {
  readonly definition: AnyDefinition;
  #backends: Backends = {};
  #env: DeviceEnvironment | null = null;
  #fields: Fields = {};
  #state: AnyState = {};
  #bus: Bus | null = null;
  readonly #regions: DeviceRegion[] = [];
  #timers: DeviceTimers | null = null;
  #lines: DeviceLines | null = null;

  constructor(init: ObjectInit, definition: AnyDefinition) {
    super(init);
    this.definition = definition;
  }

  // ---- what handlers see

  get props(): ValuesOf<Schema> {
    return this.values;
  }

  now(): Nanoseconds {
    return this.#environment.clock.now();
  }

  timer(name: string): Timer {
    const timer = this.#timers?.get(name);
    if (!timer) throw unknownName('timer', name, this.#timers?.names ?? [], this.typeName);
    return timer;
  }

  get dma(): Dma {
    return this.#environment.dma;
  }

  get system(): SystemControl {
    return this.#environment.system;
  }

  get chardev(): CharBackend {
    return this.#backends.chardev ?? nullChardev;
  }

  get drive(): BlockBackend | null {
    return this.#backends.drive ?? null;
  }

  get netdev(): NetBackend {
    return this.#backends.netdev ?? nullNetdev;
  }

  get rng(): EntropySource {
    return this.#backends.rng ?? zeroEntropy;
  }

  inputLevel(name: string, index = 0): boolean {
    return this.#realizedLines.input(name, this.typeName).levels[index] === 1;
  }

  block(name: string): RamBlock {
    const { block } = this.region(name);
    if (!block) throw new ObjectError(`region '${name}' of ${this.path} is not memory`);
    return block;
  }

  clients<Client, Host>(type: BusType<Client, Host>): readonly Client[] {
    if (this.#bus?.busType !== type) return [];
    return this.#bus.clients as Client[]; // the bus is of this type, so its clients are
  }

  host<Client, Host>(type: BusType<Client, Host>): Host | null {
    const bus = this.parent;
    return bus instanceof Bus && bus.busType === type ? (bus.host as Host) : null; // the bus is of this type, so its host is
  }

  guestError(message: string): void {
    this.#env?.trace?.guestError?.({ path: this.path, message });
  }

  // ---- what a board does with it

  /** Connects back ends; before `realize`. */
  setBackends(backends: Backends): void {
    if (this.realized) throw new ObjectError(`back ends of ${this.path} cannot be set any more: it is realized`);
    this.#backends = { ...this.#backends, ...backends };
  }

  /**
   * Makes the device ready: state, regions, lines, timers, its bus. It must be in the tree, since its path names its timers.
   * Call `resetDevices` once all are realized.
   * @throws OptionError or ObjectError if the configuration does not work
   */
  realize(env: DeviceEnvironment): void {
    const { definition } = this;
    if (!this.parent) throw new ObjectError(`a '${this.typeName}' must be in the tree before it is realized`);
    this.markRealized();
    this.#env = env;
    const { state = {} } = definition;
    this.#fields = typeof state === 'function' ? state(this.props) : state;
    this.#state = resetState(this.#fields);
    for (const mmio of definition.mmio ?? []) this.#regions.push(makeRegion(mmio, this.#state, this));
    this.#lines = new DeviceLines(definition, this.#state, this);
    const expired = Object.entries(definition.timers ?? {}).map(([name, handler]): [string, () => void] => [name, () => {
      handler(this.#state, this);
      this.settle();
    }]);
    this.#timers = new DeviceTimers(env.timers, this.path, Object.fromEntries(expired));
    this.#joinBuses();
    definition.realize?.(this.#state, this);
  }

  #joinBuses(): void {
    const { bus, plugsInto } = this.definition;
    if (bus) {
      this.#bus = new Bus(this.registry, bus.type, this, bus.host(this.#state, this));
      this.addChild(bus.name ?? `${bus.type.name}.0`, this.#bus);
    }
    if (!plugsInto) return;
    const { parent } = this;
    if (!(parent instanceof Bus) || parent.busType !== plugsInto.type) {
      throw new OptionError(`a '${this.typeName}' must be plugged into a ${plugsInto.type.name}, not into ${parent?.path ?? 'nothing'}`);
    }
    parent.attach(this, plugsInto.client(this.#state, this));
  }

  /** The bus that the device provides; null if none. */
  get bus(): Bus | null {
    return this.#bus;
  }

  /** Its regions in the order of the definition. */
  get regions(): MemoryRegion[] {
    return this.#regions.map(({ region }) => region);
  }

  region(name: string): MemoryRegion {
    const found = this.#regions.find((region) => region.name === name);
    if (!found) throw unknownName('region', name, this.#regions.map((region) => region.name), this.typeName);
    return found.region;
  }

  /** Names of the outputs with their numbers of lines. */
  get outputCounts(): ReadonlyMap<string, number> {
    return new Map(this.#realizedLines.outputs.map(({ name, count }) => [name, count]));
  }

  get inputCounts(): ReadonlyMap<string, number> {
    return new Map(this.#realizedLines.inputs.map(({ name, count }) => [name, count]));
  }

  /** Makes `sink` follow an output line. @throws OptionError or RangeError if there is no such line */
  connectOutput(name: string, index: number, sink: IrqSink): void {
    this.#realizedLines.output(name, this.typeName).connect(index, sink);
  }

  /** The level of an output line as last driven. */
  outputLevel(name: string, index = 0): boolean {
    return this.#realizedLines.output(name, this.typeName).level(index);
  }

  /** An input line, for something to drive. @throws OptionError or RangeError if there is no such line */
  input(name: string, index = 0): IrqSink {
    return this.#realizedLines.input(name, this.typeName).sink(index);
  }

  get #realizedLines(): DeviceLines {
    if (!this.#lines) throw new ObjectError(`${this.path} is not realized`);
    return this.#lines;
  }

  // ---- what its back ends do

  /** How many bytes it takes from its chardev now. */
  canReceive(): number {
    if (!this.definition.receive) return 0;
    return this.definition.canReceive?.(this.#state, this) ?? Infinity;
  }

  /** Gives it bytes from its chardev; returns how many it took. */
  receive(bytes: Uint8Array): number {
    const taken = Math.max(0, Math.min(bytes.length, this.canReceive()));
    if (taken === 0) return 0;
    this.definition.receive?.(this.#state, bytes.subarray(0, taken), this);
    this.settle();
    return taken;
  }

  canReceiveFrame(): boolean {
    if (!this.definition.receiveFrame) return false;
    return this.definition.canReceiveFrame?.(this.#state, this) ?? true;
  }

  /** Gives it a frame from its netdev; false = it dropped it. */
  receiveFrame(frame: Uint8Array): boolean {
    const taken = this.definition.receiveFrame?.(this.#state, frame, this) ?? false;
    this.settle();
    return taken;
  }

  // ---- lines, reset, state

  /** Brings all devices of the tree of buses that it is in up to date: whoever shares a bus may have had a part in a step. */
  settle(): void {
    if (this.parent instanceof Bus) this.parent.owner.settle();
    else this.afterStep();
  }

  /** Drives its output lines and those of the devices on its bus, and says so where there is room for input. */
  afterStep(): void {
    this.driveOutputs(false);
    if (this.definition.receive && this.#env?.acceptInput && this.canReceive() > 0) this.#env.acceptInput(this);
    if (this.#bus) for (const device of this.#bus.devices) device.afterStep();
  }

  driveOutputs(all: boolean): void {
    for (const region of this.#regions) region.update();
    this.#lines?.drive(all);
  }

  /** First phase of a reset: state back to its reset values, timers cancelled, inputs taken to be low; nobody is told. */
  enterReset(): void {
    assignState(this.#fields, this.#state, resetState(this.#fields));
    this.#timers?.cancelAll();
    this.#lines?.clearInputs();
    this.definition.reset?.(this.#state, this);
  }

  save(): TreeMap {
    const section = saveSection(this.#description, this.#state, this.path);
    return { ...section, inputs: this.#lines?.save() ?? {}, timers: this.#timers?.save() ?? {} };
  }

  /** Call `driveOutputs(true)` of every device once all are loaded. @throws StateError; nothing is changed then */
  load(tree: Tree): void {
    const { inputs = {}, timers = {}, ...section } = expectMap(tree, this.path);
    const state = loadSection(this.#description, section, this.path);
    const setInputs = this.#lines?.load(expectMap(inputs, `${this.path}.inputs`), `${this.path}.inputs`);
    const setTimers = this.#timers?.load(expectMap(timers, `${this.path}.timers`), `${this.path}.timers`);
    assignState(this.#fields, this.#state, state);
    setInputs?.();
    setTimers?.();
  }

  get #description() {
    const { name, version = 1, upgrades = {} } = this.definition;
    return { name, version, upgrades, fields: this.#fields };
  }

  // ---- for whoever looks at it

  /** Every register with its value, without side effects. */
  *registers(): Generator<RegisterView> {
    for (const { name, bank } of this.#regions) if (bank) yield* bank.views(name);
  }

  /** The state as plain data, for a monitor. */
  get stateTree(): Tree {
    return this.save()['fields'] ?? null;
  }

  get tracesMmio(): boolean {
    return this.#env?.trace?.mmio !== undefined;
  }

  traceMmio(event: MmioEvent): void {
    this.#env?.trace?.mmio?.(event);
  }

  traceIrq(output: string, index: number, level: boolean): void {
    this.#env?.trace?.irq?.({ path: this.path, output, index, level });
  }

  allocateBlock(name: string, size: number, readonly: boolean): RamBlock {
    return this.#environment.allocateBlock(name, size, readonly);
  }

  get #environment(): DeviceEnvironment {
    if (!this.#env) throw new ObjectError(`${this.path} is not realized`);
    return this.#env;
  }
}

/** Follows an output line with an input line of another device. */
export function connect(source: Device, output: string, outputIndex: number, target: Device, input: string, inputIndex: number): void {
  source.connectOutput(output, outputIndex, target.input(input, inputIndex));
}

/**
 * Resets devices together: first the state of all, then every output line is driven, so that each sees the lines as they are
 * after the reset. Lines that other parts follow (hart pins) are told too.
 */
export function resetDevices(devices: Iterable<Device>): void {
  const all = [...devices];
  for (const device of all) device.enterReset();
  for (const device of all) device.driveOutputs(true);
}
