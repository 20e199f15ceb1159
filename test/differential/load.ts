/** Puts a machine into the state that a case starts from. */
import { writeCsr, type Hart, type HartField } from '@reprise/riscv';
import { codeBytes, type Case, type HartImage } from './case.ts';
import { RAM_BASE, type TestMachine } from './machine.ts';
import { backgroundOf } from './noise.ts';

const PAGE = 4096;

/** What each machine's RAM was loaded with last. */
interface Loaded {
  readonly background: Uint8Array;
  /** Pages that differ from the background by the case's own contents. */
  readonly pages: ReadonlySet<number>;
  /** All of RAM as it was at the start. */
  readonly image: Uint8Array;
}

const loads = new WeakMap<TestMachine, Loaded>();

/** RAM as the machine's last case found it. */
export function loadedImage(machine: TestMachine): Uint8Array {
  const loaded = loads.get(machine);
  if (!loaded) throw new Error('no case was loaded');
  return loaded.image;
}

export const dirtyPagesOf = ({ tracker, ram }: TestMachine): Uint32Array =>
  tracker.dirtyPages().find(({ range }) => range === ram)?.pages ?? new Uint32Array();

const contentsOf = (each: Case): Case['memory'] => [...each.memory, { address: each.origin, bytes: codeBytes(each.code) }];

/** Of the same background, only pages that were changed are put back. All pages are clean in the end. */
function loadMemory(machine: TestMachine, each: Case): void {
  const { ram, tracker } = machine;
  const background = backgroundOf(each);
  const last = loads.get(machine);
  const image = last?.image ?? new Uint8Array(ram.size);
  const stale = last?.background === background ? new Set([...last.pages, ...dirtyPagesOf(machine)]) : Array(ram.size / PAGE).keys();
  for (const page of stale) {
    const bytes = background.subarray(page * PAGE, (page + 1) * PAGE);
    ram.writeBytes(page * PAGE, bytes);
    image.set(bytes, page * PAGE);
  }
  const pages = new Set<number>();
  for (const { address, bytes } of contentsOf(each)) {
    const offset = address - RAM_BASE;
    ram.writeBytes(offset, bytes);
    image.set(bytes, offset);
    for (let page = Math.floor(offset / PAGE); page * PAGE < offset + bytes.length; page++) pages.add(page);
  }
  tracker.startEpoch();
  loads.set(machine, { background, pages, image });
}

/** Gives a hart the state of an image. What is derived from it is for the caller to refresh. */
export function loadHart(hart: Hart, image: HartImage): void {
  hart.reset();
  for (const [number, value] of image.csrs) writeCsr(hart, number, value);
  for (let register = 1; register < 32; register++) hart.setX(register, image.x[register] ?? 0n);
  for (let register = 0; register < 32; register++) hart.set('f', image.f[register] ?? 0n, register);
  for (const [field, value] of Object.entries(image.fields)) hart.set(field as HartField, value); // the type of `fields` says so
  hart.set('pc', image.pc);
  hart.set('privilege', BigInt(image.privilege));
}

/** A hart that a case has no image for waits for ever. */
const stopped: HartImage = { pc: 0n, privilege: 3, x: [], f: [], csrs: [], fields: { waiting: 1n } };

export function loadCase(machine: TestMachine, each: Case): void {
  const { time, timers, device, engine, harts, quantum } = machine;
  timers.load({});
  device.reset();
  engine.restore(0, quantum);
  time.restore(each.time, 0);
  loadMemory(machine, each);
  for (const [index, hart] of harts.entries()) loadHart(hart, each.harts[index] ?? stopped);
  machine.refresh();
}
