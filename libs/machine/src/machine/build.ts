import { Dma } from '@reprise/memory';
import type { Device, DeviceEnvironment } from '@reprise/qdev';
import type { QObject, TypeRegistry } from '@reprise/qom';
import { type AnyBoard, type AnyFacts, boardTypeName } from '../board/board.ts';
import { boardDeviceTree } from '../board/tree.ts';
import { completeDeviceTree } from '../boot/device-tree.ts';
import { fwCfgItemsOf } from '../boot/fw-cfg.ts';
import { deviceTreeAddress, placeBootFiles } from '../boot/place.ts';
import { resetVector } from '../boot/reset-vector.ts';
import { RomImages } from '../boot/rom-images.ts';
import { flattenDeviceTree } from '../device-tree/flatten.ts';
import { BackendTable, type Owners } from './backends.ts';
import { BoardMemory } from './board-memory.ts';
import { checkConfiguration, flashAddresses } from './check.ts';
import type { MachineConfiguration, MachineEnvironment } from './configuration.ts';
import { placeDevices } from './devices.ts';
import { type PlacedHart, placeHarts } from './harts.ts';
import { allPlugged, plugDevices } from './plug.ts';
import { boardOf } from './types.ts';
import { typedValues } from './values.ts';

/** All that a machine is made of. */
export interface MachineParts {
  readonly board: AnyBoard;
  readonly root: QObject;
  readonly memory: BoardMemory;
  readonly harts: readonly PlacedHart[];
  readonly devices: readonly Device[];
  readonly owners: Owners;
  readonly roms: RomImages;
  readonly deviceTree: Uint8Array;
}

/** Makes the parts of a machine, as its board's table says. @throws OptionError, HostMemoryError */
export function buildMachine(registry: TypeRegistry, configuration: MachineConfiguration, environment: MachineEnvironment): MachineParts {
  const board = boardOf(configuration.machine);
  checkConfiguration(board, configuration, registry);
  const { drives = [], globals = [] } = configuration;
  const { root, object, soc } = makeObjects(registry, board, configuration);
  const memory = new BoardMemory(board, configuration.memory, configuration.smp);
  const harts = placeHarts(registry, soc, memory, configuration, board.rom.at, environment.hartPorts);

  // Files go into RAM before devices are mapped over it.
  const ram = { base: board.ram.at, size: configuration.memory };
  const flash = flashAddresses(board, drives);
  const roms = new RomImages(memory.space);
  const { start, next, initrd, symbol } = placeBootFiles(roms, configuration, ram, flash);

  const facts: AnyFacts = {
    props: object.values,
    harts: harts.length,
    memory: configuration.memory,
    rtcStart: configuration.rtcStart,
    fwCfg: fwCfgItemsOf(configuration, flash[1] !== null),
    symbol,
  };
  const backends = new BackendTable(environment.backends, configuration);
  const site = {
    registry, soc, system: memory.system, harts: harts.map(({ hart }) => hart), env: deviceEnvironment(environment, memory), backends, drives, globals,
  };
  const placed = placeDevices(board, facts, site);
  const plugged = plugDevices(allPlugged(configuration), placed, site);

  const tree = completeDeviceTree(boardDeviceTree(board, facts, harts.map(({ cpu }) => cpu)), configuration, initrd);
  const deviceTree = flattenDeviceTree(tree);
  const treeAddress = deviceTreeAddress(ram);
  roms.add({ what: 'the device tree', address: treeAddress, bytes: deviceTree, size: deviceTree.length });
  const vector = resetVector({ start, deviceTree: treeAddress, next, quiet: configuration.quietFirmware ?? false });
  roms.add({ what: 'the reset vector', address: board.rom.at, bytes: vector, size: vector.length });
  return { board, root, memory, harts, devices: [...placed.map(({ device }) => device), ...plugged], owners: backends.owners, roms, deviceTree };
}

/** The composition tree: `/machine`, and `/machine/soc` for what is in it. */
function makeObjects(registry: TypeRegistry, board: AnyBoard, { machineProperties }: MachineConfiguration): Record<'root' | 'object' | 'soc', QObject> {
  const typeName = boardTypeName(board);
  const root = registry.create('container');
  const object = root.addChild('machine', registry.create(typeName, typedValues(registry, typeName, machineProperties)));
  const soc = object.addChild('soc', registry.create('container'));
  object.markRealized();
  return { root, object, soc };
}

function deviceEnvironment(environment: MachineEnvironment, memory: BoardMemory): DeviceEnvironment {
  const { clock, timers, system } = environment;
  return {
    clock,
    timers,
    system,
    dma: new Dma(memory.space),
    allocateBlock: (name, size, readonly) => memory.allocateBlock(name, size, readonly),
    acceptInput: (device) => environment.acceptInput?.(device),
    get trace() {
      return environment.trace;
    },
  };
}
