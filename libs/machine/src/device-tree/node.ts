import { writeU32BE } from '@reprise/bits';

/** One part of a property: a number is a 32-bit cell, a bigint two cells, a string has its NUL added, bytes are as they are. */
export type PropertyPart = number | bigint | string | Uint8Array;

/** A device tree that is not one, or that breaks a limit. */
export class DeviceTreeError extends Error {
  override name = 'DeviceTreeError';
}

/** A node with its properties and children in their order (Devicetree Specification v0.4, §2.2). The root's name is empty. */
export class DeviceTreeNode {
  readonly name: string;
  readonly properties = new Map<string, Uint8Array>();
  readonly children: DeviceTreeNode[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Sets a property to its parts, one after the other; no part = a property that is only there or not. */
  set(name: string, ...parts: readonly PropertyPart[]): this {
    this.properties.set(name, concatenate(parts.map(encodePart)));
    return this;
  }

  add(...nodes: readonly DeviceTreeNode[]): this {
    this.children.push(...nodes);
    return this;
  }

  child(name: string): DeviceTreeNode | null {
    return this.children.find((node) => node.name === name) ?? null;
  }

  /** The node at a path from here, `/soc/serial@10000000`; null if there is none. */
  find(path: string): DeviceTreeNode | null {
    const steps = path.split('/').filter((step) => step !== '');
    return steps.reduce<DeviceTreeNode | null>((at, step) => at?.child(step) ?? null, this);
  }
}

/** A whole tree, as a boot loader hands it over. */
export interface DeviceTree {
  readonly root: DeviceTreeNode;
  /** Stretches of memory that must be left alone: [address, bytes]. */
  readonly reservations: readonly (readonly [address: bigint, size: bigint])[];
  /** The hart id that boots. */
  readonly bootCpu: number;
}

function encodePart(part: PropertyPart): Uint8Array {
  if (typeof part === 'string') return new TextEncoder().encode(`${part}\0`);
  if (part instanceof Uint8Array) return part;
  const bytes = new Uint8Array(typeof part === 'number' ? 4 : 8);
  if (typeof part === 'number') writeU32BE(bytes, 0, part);
  else new DataView(bytes.buffer).setBigUint64(0, part);
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
