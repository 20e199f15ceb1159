import type { Instant } from '@reprise/vm';

/** Instants are in one order: neither icount nor time ever goes back. */
export const isBefore = (a: Instant, b: Instant): boolean => a.icount < b.icount || (a.icount === b.icount && a.time < b.time);

export const isAtOrBefore = (a: Instant, b: Instant): boolean => !isBefore(b, a);

/** The first instant with so many instructions. */
export const firstAt = (icount: number): Instant => ({ icount, time: 0 });
