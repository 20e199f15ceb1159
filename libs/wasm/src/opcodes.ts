/**
 * WebAssembly instructions without immediates, by their text name.
 * Source: WebAssembly Core Specification 3.0, §5.4.7 (numeric instructions).
 */
export const opcodes = {
  'i32.eqz': 0x45, 'i32.eq': 0x46, 'i32.ne': 0x47, 'i32.lt_s': 0x48, 'i32.lt_u': 0x49, 'i32.gt_s': 0x4a, 'i32.gt_u': 0x4b,
  'i32.le_s': 0x4c, 'i32.le_u': 0x4d, 'i32.ge_s': 0x4e, 'i32.ge_u': 0x4f,
  'i64.eqz': 0x50, 'i64.eq': 0x51, 'i64.ne': 0x52, 'i64.lt_s': 0x53, 'i64.lt_u': 0x54, 'i64.gt_s': 0x55, 'i64.gt_u': 0x56,
  'i64.le_s': 0x57, 'i64.le_u': 0x58, 'i64.ge_s': 0x59, 'i64.ge_u': 0x5a,
  'f32.eq': 0x5b, 'f32.ne': 0x5c, 'f32.lt': 0x5d, 'f32.gt': 0x5e, 'f32.le': 0x5f, 'f32.ge': 0x60,
  'f64.eq': 0x61, 'f64.ne': 0x62, 'f64.lt': 0x63, 'f64.gt': 0x64, 'f64.le': 0x65, 'f64.ge': 0x66,
  'i32.clz': 0x67, 'i32.ctz': 0x68, 'i32.popcnt': 0x69, 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c, 'i32.div_s': 0x6d,
  'i32.div_u': 0x6e, 'i32.rem_s': 0x6f, 'i32.rem_u': 0x70, 'i32.and': 0x71, 'i32.or': 0x72, 'i32.xor': 0x73, 'i32.shl': 0x74,
  'i32.shr_s': 0x75, 'i32.shr_u': 0x76, 'i32.rotl': 0x77, 'i32.rotr': 0x78,
  'i64.clz': 0x79, 'i64.ctz': 0x7a, 'i64.popcnt': 0x7b, 'i64.add': 0x7c, 'i64.sub': 0x7d, 'i64.mul': 0x7e, 'i64.div_s': 0x7f,
  'i64.div_u': 0x80, 'i64.rem_s': 0x81, 'i64.rem_u': 0x82, 'i64.and': 0x83, 'i64.or': 0x84, 'i64.xor': 0x85, 'i64.shl': 0x86,
  'i64.shr_s': 0x87, 'i64.shr_u': 0x88, 'i64.rotl': 0x89, 'i64.rotr': 0x8a,
  'f32.abs': 0x8b, 'f32.neg': 0x8c, 'f32.sqrt': 0x91, 'f32.add': 0x92, 'f32.sub': 0x93, 'f32.mul': 0x94, 'f32.div': 0x95,
  'f64.abs': 0x99, 'f64.neg': 0x9a, 'f64.sqrt': 0x9f, 'f64.add': 0xa0, 'f64.sub': 0xa1, 'f64.mul': 0xa2, 'f64.div': 0xa3,
  'i32.wrap_i64': 0xa7, 'i64.extend_i32_s': 0xac, 'i64.extend_i32_u': 0xad,
  'f32.convert_i32_s': 0xb2, 'f32.convert_i64_s': 0xb4, 'f32.convert_i64_u': 0xb5, 'f32.demote_f64': 0xb6,
  'f64.convert_i32_s': 0xb7, 'f64.convert_i32_u': 0xb8, 'f64.convert_i64_s': 0xb9, 'f64.convert_i64_u': 0xba, 'f64.promote_f32': 0xbb,
  'i32.reinterpret_f32': 0xbc, 'i64.reinterpret_f64': 0xbd, 'f32.reinterpret_i32': 0xbe, 'f64.reinterpret_i64': 0xbf,
  'i32.extend8_s': 0xc0, 'i32.extend16_s': 0xc1, 'i64.extend8_s': 0xc2, 'i64.extend16_s': 0xc3, 'i64.extend32_s': 0xc4,
  'drop': 0x1a, 'select': 0x1b, 'return': 0x0f, 'unreachable': 0x00,
} as const;

export type OpcodeName = keyof typeof opcodes;

/** Those whose immediates are written and read one by one. §5.4.1 to §5.4.4. */
export const controlOpcodes = {
  'block': 0x02, 'loop': 0x03, 'if': 0x04, 'else': 0x05, 'end': 0x0b, 'br': 0x0c, 'br_if': 0x0d, 'br_table': 0x0e,
  'call': 0x10, 'call_indirect': 0x11, 'return_call_indirect': 0x13,
  'local.get': 0x20, 'local.set': 0x21, 'local.tee': 0x22, 'global.get': 0x23,
  'i32.const': 0x41, 'i64.const': 0x42, 'f64.const': 0x44,
} as const;

export type ControlOpcodeName = keyof typeof controlOpcodes;

/** Instructions behind this have a number of their own. */
export const EXTENDED_PREFIX = 0xfc;
/** Numeric ones, by their number. §5.4.7. */
export const saturatingOpcodes = [
  'i32.trunc_sat_f32_s', 'i32.trunc_sat_f32_u', 'i32.trunc_sat_f64_s', 'i32.trunc_sat_f64_u',
  'i64.trunc_sat_f32_s', 'i64.trunc_sat_f32_u', 'i64.trunc_sat_f64_s', 'i64.trunc_sat_f64_u',
] as const;

/** §5.4.3. */
export const TABLE_INIT = 12;

/** The type of a block that leaves nothing. */
export const EMPTY_BLOCK = 0x40;

/** Loads and stores: opcode and natural alignment (log2 of bytes). §5.4.6. */
export const memoryOpcodes = {
  'i32.load': { code: 0x28, align: 2 }, 'i64.load': { code: 0x29, align: 3 }, 'f32.load': { code: 0x2a, align: 2 },
  'f64.load': { code: 0x2b, align: 3 }, 'i32.load8_s': { code: 0x2c, align: 0 }, 'i32.load8_u': { code: 0x2d, align: 0 },
  'i32.load16_s': { code: 0x2e, align: 1 }, 'i32.load16_u': { code: 0x2f, align: 1 }, 'i64.load8_s': { code: 0x30, align: 0 },
  'i64.load8_u': { code: 0x31, align: 0 }, 'i64.load16_s': { code: 0x32, align: 1 }, 'i64.load16_u': { code: 0x33, align: 1 },
  'i64.load32_s': { code: 0x34, align: 2 }, 'i64.load32_u': { code: 0x35, align: 2 }, 'i32.store': { code: 0x36, align: 2 },
  'i64.store': { code: 0x37, align: 3 }, 'f32.store': { code: 0x38, align: 2 }, 'f64.store': { code: 0x39, align: 3 },
  'i32.store8': { code: 0x3a, align: 0 }, 'i32.store16': { code: 0x3b, align: 1 }, 'i64.store8': { code: 0x3c, align: 0 },
  'i64.store16': { code: 0x3d, align: 1 }, 'i64.store32': { code: 0x3e, align: 2 },
} as const;

export type MemoryOpcodeName = keyof typeof memoryOpcodes;

export const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;

export type ValueType = keyof typeof valueTypes;
