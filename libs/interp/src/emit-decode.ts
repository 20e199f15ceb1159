import { PAGE_SIZE } from '@reprise/memory';
import type { Code, Local } from '@reprise/wasm';
import {
  CODE_PAGE_BYTES, CROSS_OFFSET, HANDLER_CROSS, HANDLER_ILLEGAL, HANDLER_UNDECODED, HASH_FACTOR, HASH_SHIFT, PAGE_HOST, PAGE_RECORD_BYTES, PAGE_STORES, SLOT_HANDLER, SLOT_REGISTER, SLOT_SHIFT,
  TEMPLATE, TEMPLATE_BYTES, TEMPLATES_BYTES,
} from './slots.ts';

/** The tables that generated code goes by: those of decoding, and the flags of pages. Where they lie is given to the module as globals: most are behind the guest's RAM, whose size differs. */
export const tableNames = ['slots', 'pages', 'templates', 'pairs', 'apart', 'flags'] as const;
export type TableName = (typeof tableNames)[number];

/** Of the lowest bits of an instruction of 32: those of 16 have less. */
const WIDE = 3;

/**
 * Emits `write(slot, bits, offset, pageSize) -> length`, all i32: fills a slot from the template for an instruction's bits, of 16-bit ones with zeros above.
 * `offset` is the instruction's in its page, `pageSize` where its jump leaves the page. The length is the bytes up to the next instruction, 0 or less where
 * none simply follows. `templates` is the global, `fill` the function of the host that makes templates: see `SlotTemplates.fill`.
 */
export function emitWrite(code: Code, templates: number, fill: number): void {
  const [slot, bits, offset, pageSize] = [0, 1, 2, 3].map((index) => code.parameter(index)) as [Local, Local, Local, Local]; // as many
  const place = code.local('i32'); // bytes from the first template
  const template = code.local('i32');
  const found = code.local('i32');
  code.get(bits).i32(HASH_FACTOR).op('i32.mul').i32(HASH_SHIFT).op('i32.shr_u').i32(TEMPLATE_BYTES).op('i32.mul').set(place);
  code.block((ready) => {
    code.loop((again) => {
      code.global(templates).get(place).op('i32.add').tee(template).memory('i32.load', TEMPLATE.bits).tee(found);
      code.if(() => {
        code.get(found).get(bits).op('i32.eq').brIf(ready);
        code.get(place).i32(TEMPLATE_BYTES).op('i32.add').i32(TEMPLATES_BYTES - 1).op('i32.and').set(place).br(again);
      });
    });
    code.get(bits).get(template).call(fill).tee(template).brIf(ready);
    code.get(slot).i32(HANDLER_ILLEGAL).memory('i32.store', SLOT_HANDLER);
    code.i32(0).op('return');
  });
  // sources and immediate are neighbours on both sides
  code.get(slot).get(template).memory('i64.load', TEMPLATE.sources).memory('i64.store', SLOT_REGISTER.rs1);
  code.get(slot).get(template).memory('i32.load', TEMPLATE.rest).memory('i32.store', SLOT_REGISTER.rs3);
  code.get(slot);
  code.get(template).memory('i32.load', TEMPLATE.offPage).get(template).memory('i32.load', TEMPLATE.onPage);
  code.get(offset).get(template).memory('i32.load', TEMPLATE.imm).op('i32.add').get(pageSize).op('i32.ge_u', 'select').memory('i32.store', SLOT_HANDLER);
  code.get(template).memory('i32.load', TEMPLATE.length);
}

/**
 * Emits `decode(slot)`: decodes the instruction of a slot that a handler met undecoded, and those that follow it up to a jump: they will be met too. Two
 * that follow each other get their handler for both, where there is one. `write` is the function of `emitWrite`.
 */
export function emitDecode(code: Code, tables: Readonly<Record<TableName, number>>, write: number): void {
  const slot = code.parameter(0);
  const page = code.local('i32'); // its record
  const at = code.local('i32'); // host offset of the instruction
  const length = code.local('i32');
  const previous = code.local('i32');
  code.get(slot).global(tables.slots).op('i32.sub').tee(at).i32(CODE_PAGE_BYTES).op('i32.div_u').set(page);
  code.get(at).get(page).i32(CODE_PAGE_BYTES).op('i32.mul', 'i32.sub').i32(SLOT_SHIFT).op('i32.shr_u').set(at);
  code.global(tables.pages).get(page).i32(PAGE_RECORD_BYTES).op('i32.mul', 'i32.add').set(page);
  code.get(page).i32(0).memory('i32.store', PAGE_STORES);
  code.get(at).get(page).memory('i32.load', PAGE_HOST).op('i32.add').set(at);
  code.loop((again) => {
    emitOne(code, { slot, at, length, write });
    code.get(previous).if(() => emitJoin(code, tables.pairs, previous, slot));
    code.get(length).i32(0).op('i32.le_s').if(() => code.op('return'));
    code.get(slot).set(previous);
    code.get(slot).get(length).i32(SLOT_SHIFT).op('i32.shl', 'i32.add').set(slot);
    code.get(at).get(length).op('i32.add').tee(at).i32(PAGE_SIZE - 1).op('i32.and', 'i32.eqz').if(() => code.op('return'));
    code.get(slot).memory('i32.load16_u', SLOT_HANDLER).i32(HANDLER_UNDECODED).op('i32.eq').brIf(again);
  });
}

/** Fills the slot of the instruction at a host offset, and sets its length as `write` gives it. */
function emitOne(code: Code, { slot, at, length, write }: { readonly slot: Local; readonly at: Local; readonly length: Local; readonly write: number }): void {
  const pushOffset = (): Code => code.get(at).i32(PAGE_SIZE - 1).op('i32.and');
  const emitWriteOf = (bits: 'i32.load' | 'i32.load16_u'): void => {
    code.get(slot).get(at).memory(bits);
    pushOffset().i32(PAGE_SIZE).call(write).set(length);
  };
  const emitCrossing = (): void => {
    code.get(slot).i32(HANDLER_CROSS).memory('i32.store', SLOT_HANDLER);
    code.i32(0).set(length);
  };
  code.get(at).memory('i32.load16_u').i32(WIDE).op('i32.and').i32(WIDE).op('i32.ne');
  code.if(() => emitWriteOf('i32.load16_u'), () => {
    pushOffset().i32(CROSS_OFFSET).op('i32.eq').if(emitCrossing, () => emitWriteOf('i32.load'));
  });
}

/** Gives a slot the handler for its instruction and the next, if there is one: see `pairTableOf`. */
function emitJoin(code: Code, pairs: number, slot: Local, next: Local): void {
  const row = code.local('i32');
  const pair = code.local('i32');
  code.global(pairs).get(slot).memory('i32.load16_u', SLOT_HANDLER).i32(2).op('i32.shl', 'i32.add').memory('i32.load').tee(row);
  code.if(() => {
    code.global(pairs).get(row).op('i32.add').get(next).memory('i32.load16_u', SLOT_HANDLER).i32(1).op('i32.shl', 'i32.add').memory('i32.load16_u').tee(pair);
    code.if(() => code.get(slot).get(pair).memory('i32.store16', SLOT_HANDLER));
  });
}
