import type { MemoryRegion } from '@reprise/memory';
import { createDevice, type Device, type DeviceEnvironment } from '@reprise/qdev';
import type { QObject, TypeRegistry } from '@reprise/qom';
import { type Hart, setInterruptLine } from '@reprise/riscv';
import type { AnyBoard, AnyFacts, AnyRow } from '../board/board.ts';
import type { BackendTable } from './backends.ts';
import type { DriveConfiguration, GlobalProperty } from './configuration.ts';
import { globalValues } from './values.ts';

/** Where the devices of a board are put, and what they are connected to. */
export interface BoardSite {
  readonly registry: TypeRegistry;
  /** /machine/soc */
  readonly soc: QObject;
  /** The root of the address space. */
  readonly system: MemoryRegion;
  readonly harts: readonly Hart[];
  readonly env: DeviceEnvironment;
  readonly backends: BackendTable;
  readonly drives: readonly DriveConfiguration[];
  readonly globals: readonly GlobalProperty[];
}

/** A device with the line of the table that it is made from. */
export interface PlacedDevice {
  readonly row: AnyRow;
  readonly device: Device;
}

/** Makes, maps and connects the devices of a board's table, in its order. */
export function placeDevices(board: AnyBoard, facts: AnyFacts, site: BoardSite): PlacedDevice[] {
  const rows = board.devices.filter((row) => row.when?.(facts.props) ?? true);
  const placed = rows.flatMap((row) => Array.from({ length: row.count ?? 1 }, (_, index) => ({ row, index, device: place(row, index, facts, site) })));
  const controller = placed.find(({ row }) => row.controller !== undefined);
  for (const { row, index, device } of placed) {
    for (const { output, interrupts } of row.pins ?? []) {
      site.harts.forEach((hart, number) => interrupts.forEach((interrupt, line) =>
        device.connectOutput(output, number * interrupts.length + line, { set: (level) => setInterruptLine(hart, interrupt, level) })));
    }
    if (row.irq === undefined || controller?.row.controller === undefined) continue;
    device.connectOutput('irq', 0, controller.device.input(controller.row.controller, row.irq + index));
  }
  return placed;
}

function place(row: AnyRow, index: number, facts: AnyFacts, site: BoardSite): Device {
  const drive = site.drives.find((candidate) => candidate.interface === row.drive && row.drive !== undefined && (candidate.index ?? 0) === index);
  const values = { ...globalValues(site.globals, site.registry, row.type), ...row.values?.(facts, index), ...(drive && { drive: drive.id }) };
  const device = createDevice(site.registry, row.type, values);
  site.soc.addChild(row.count === undefined ? row.name : `${row.name}${index}`, device);
  site.backends.connect(device, true);
  device.realize(site.env);
  const [first] = device.regions;
  const addresses = row.regions?.(facts) ?? { [first?.name ?? '']: row.at + index * row.size };
  for (const [name, address] of Object.entries(addresses)) site.system.addSubregion(address, device.region(name), row.priority ?? 0);
  return device;
}
