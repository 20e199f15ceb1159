/** Puts a machine into the state that a case starts from. */
import { writeCsr, type Hart, type HartField } from '@reprise/riscv';
import { codeBytes, type Case, type HartImage } from './case.ts';
import { RAM_BASE, type TestMachine } from './machine.ts';
import { backgroundOf } from './noise.ts';

const PAGE = 4096;

/** What a case has in RAM at the start. */
function segmentsOf(each: Case): readonly { readonly offset: number; readonly bytes: Uint8Array }[] {
  return [...each.memory, { address: each.origin, bytes: codeBytes(each.code) }].map(({ address, bytes }) => ({ offset: address - RAM_BASE, bytes }));
}

/** What each machine's RAM is made of: of the same, only pages that were changed are put back. */
const backgrounds = new WeakMap<TestMachine, Uint8Array>();

function loadMemory(machine: TestMachine, each: Case): void {
  const { ram, tracker } = machine;
  const background = backgroundOf(each);
  const isFresh = backgrounds.get(machine) !== background;
  const dirty = tracker.dirtyPages().find(({ range }) => range === ram)?.pages ?? [];
  if (isFresh) ram.writeBytes(0, background);
  else for (const page of dirty) ram.writeBytes(page * PAGE, background.subarray(page * PAGE, (page + 1) * PAGE));
  backgrounds.set(machine, background);
  // the pages that are now other than the background stay dirty till they are put back
  tracker.startEpoch();
  for (const { offset, bytes } of segmentsOf(each)) ram.writeBytes(offset, bytes);
}

function loadHart(hart: Hart, image: HartImage): void {
  hart.reset();
  for (const [number, value] of image.csrs) writeCsr(hart, number, value);
  for (let register = 1; register < 32; register++) hart.setX(register, image.x[register] ?? 0n);
  for (let register = 0; register < 32; register++) hart.set('f', image.f[register] ?? 0n, register);
  for (const [field, value] of Object.entries(image.fields)) hart.set(field as HartField, value); // the type of `fields` says so
  hart.set('pc', image.pc);
  hart.set('privilege', BigInt(image.privilege));
}

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

/** A hart that a case has no image for waits for ever. */
const stopped: HartImage = { pc: 0n, privilege: 3, x: [], f: [], csrs: [], fields: { waiting: 1n } };
