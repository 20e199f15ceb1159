import type { FwCfgItems } from '@reprise/hw';
import type { Schema, ValuesOf } from '@reprise/options';
import type { TypeInfo } from '@reprise/qom';
import type { InterruptCode } from '@reprise/riscv';
import type { DeviceTreeNode, PropertyPart } from '../device-tree/node.ts';

/** What is known about a machine when its devices are made and described. */
export interface BoardFacts<Props> {
  /** Of the machine type. */
  readonly props: Props;
  readonly harts: number;
  /** Bytes of RAM. */
  readonly memory: number;
  /** UTC at power-on, in seconds since 1970. */
  readonly rtcStart: number;
  /** What there is for the firmware to read. */
  readonly fwCfg: FwCfgItems;
  /** Physical addresses of symbols in the files that are started: of the first file that has the symbol, null if none has. */
  readonly symbol: (name: string) => number | null;
}

/** Lines of an output, a group for each hart in hart order: line `hart * length + i` goes to pin `interrupts[i]` of the hart. */
export interface HartPins {
  readonly output: string;
  readonly interrupts: readonly InterruptCode[];
}

/** How a row is shown in the device tree. `reg`, `interrupts` and `interrupts-extended` follow from the row itself. */
export interface RowNode<Props> {
  readonly when?: (props: Props) => boolean;
  /** Without its unit address, which is that of the row. */
  readonly name: string;
  /** It has no unit address. */
  readonly bare?: boolean;
  /** Default 'soc'. */
  readonly under?: 'soc' | 'root';
  readonly compatible: readonly string[];
  /** Other properties. */
  readonly properties?: (facts: BoardFacts<Props>) => Readonly<Record<string, readonly PropertyPart[]>>;
  /** One node for all of the row's devices, with a `reg` entry for each. */
  readonly single?: boolean;
  /** Address and size of each `reg` entry, if they are not simply the row's; none = no `reg`. */
  readonly reg?: (facts: BoardFacts<Props>) => readonly (readonly [address: number, size: number])[];
  /** The harts' pins in `interrupts-extended`, if they are not simply the row's. */
  readonly pins?: readonly InterruptCode[];
  /** Other nodes refer to it. */
  readonly referred?: boolean;
}

/** One line of a board: a device, or several of one kind side by side, and all that it is connected to. */
export interface BoardRow<Props> {
  /** Its name below /machine/soc, with a number after it if `count` is given. */
  readonly name: string;
  /** QOM type. */
  readonly type: string;
  /** Physical address. */
  readonly at: number;
  /** Bytes from `at` that belong to it, as the device tree has it; the next of several is that much further. */
  readonly size: number;
  readonly count?: number;
  readonly when?: (props: Props) => boolean;
  /** The addresses of its regions by name; by default the only one is at `at`. */
  readonly regions?: (facts: BoardFacts<Props>) => Readonly<Record<string, number>>;
  /** Of its regions: over RAM from 1 on. Default 0. */
  readonly priority?: number;
  readonly values?: (facts: BoardFacts<Props>, index: number) => Readonly<Record<string, unknown>>;
  /** The interrupt controller's input that its output 'irq' goes to; the next of several has the next one. */
  readonly irq?: number;
  readonly pins?: readonly HartPins[];
  /** It is the interrupt controller: `irq` numbers are lines of this input. */
  readonly controller?: string;
  /** Whose drive it takes: of `-drive if=pflash,index=N`, the one with its number. */
  readonly drive?: 'pflash';
  /** What its buses are called in `-device ..,bus=NAME.N`. */
  readonly bus?: string;
  readonly nodes?: readonly RowNode<Props>[];
}

/** Memory of the board itself. */
export interface BoardMemory {
  readonly name: string;
  readonly at: number;
}

/** A machine type: one table of what is mapped where and which line goes to which pin. */
export interface BoardDefinition<P extends Schema> {
  /** As in `-M virt`. */
  readonly name: string;
  readonly description: string;
  readonly properties: P;
  /** Of the device tree's root. */
  readonly model: string;
  readonly compatible: string;
  readonly maxHarts: number;
  /** Where harts start. */
  readonly rom: BoardMemory & { readonly size: number };
  /** The largest size that the address map has room for. */
  readonly ram: BoardMemory & { readonly maxSize: number };
  readonly devices: readonly BoardRow<ValuesOf<P>>[];
  /** The node that the console is at. */
  readonly stdout: string;
  /** Further nodes of the device tree's root; `phandle` gives those of nodes that are `referred` to, by row name. */
  readonly nodes?: (phandle: (row: string) => number) => readonly DeviceTreeNode[];
}

/** A board with the types of its properties forgotten: it is only ever given values that its own schema made. */
export type AnyBoard = BoardDefinition<Schema>;
export type AnyFacts = BoardFacts<ValuesOf<Schema>>;
export type AnyRowNode = RowNode<ValuesOf<Schema>>;
export type AnyRow = BoardRow<ValuesOf<Schema>>;

/** Writes a board down. */
export const defineBoard = <const P extends Schema>(definition: BoardDefinition<P>): AnyBoard =>
  definition as unknown as AnyBoard; // see AnyBoard

const SUFFIX = '-machine';

/** A board as a QOM type, `virt-machine`. */
export const boardTypeInfo = ({ name, description, properties }: AnyBoard): TypeInfo =>
  ({ name: `${name}${SUFFIX}`, parent: 'machine', description, properties });

export const boardTypeName = (board: AnyBoard): string => `${board.name}${SUFFIX}`;
