import { bareHex } from '@reprise/bits';
import type { QObject } from '@reprise/qom';
import { Bus } from './bus.ts';
import { Device } from './device.ts';

/** The text of `info qtree`: the devices below `root` with their lines, properties and regions, each on its bus. */
export function infoQtree(root: QObject): string {
  const onSystemBus = [...root.descendants()].filter((object) => object instanceof Device && !(object.parent instanceof Bus));
  return busLines('main-system-bus', 'System', onSystemBus, 0).join('\n');
}

function busLines(name: string, type: string, devices: readonly QObject[], depth: number): string[] {
  const indent = '  '.repeat(depth);
  const inner = devices.flatMap((device) => (device instanceof Device ? deviceLines(device, depth + 1) : []));
  return [`${indent}bus: ${name}`, `${indent}  type ${type}`, ...inner];
}

function deviceLines(device: Device, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const { bus } = device;
  return [
    `${indent}dev: ${device.typeName}, id "${device.name}"`,
    ...Array.from(device.inputCounts, ([name, count]) => `${indent}  gpio-in "${name}" ${count}`),
    ...Array.from(device.outputCounts, ([name, count]) => `${indent}  gpio-out "${name}" ${count}`),
    ...device.propertyNames.map((name) => `${indent}  ${name} = ${device.getText(name) || '""'}`),
    ...device.regions.filter((region) => region.container).map((region) => `${indent}  mmio ${bareHex(region.offset)}/${bareHex(region.size)}`),
    ...(bus ? busLines(bus.name, bus.typeName, bus.children, depth + 1) : []),
  ];
}
