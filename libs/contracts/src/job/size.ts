import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const FORM = /^(\d{1,15})([KMGT]?)$/;

/** Bytes: a number, or text as QEMU has it (`256M`). Comes to a number. */
export const size = z.union([
  z.int().min(0),
  z.string().regex(FORM, 'expected a size such as 512K, 256M or 2G').transform((text) => {
    const [, digits = '', unit = ''] = FORM.exec(text) ?? [];
    return Number(digits) * (UNITS[unit] ?? 1);
  }),
]);
