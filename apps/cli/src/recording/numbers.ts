/** `1,234,567` */
export const grouped = (value: number | bigint): string => value.toLocaleString('en-US');

/** Nanoseconds as seconds: `1.234567 s`. */
export const seconds = (ns: number): string => `${(ns / 1e9).toFixed(6)} s`;

/** `1 segment`, `2 segments` */
export const counted = (count: number, what: string, plural = `${what}s`): string => `${grouped(count)} ${count === 1 ? what : plural}`;
