import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const MOST_BYTES = 16 << 20;
const TAIL_BYTES = 4096;
const TAIL_LINES = 8;

/** Puts a log that has become large aside, as FILE.1. */
export function rotate(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) renameSync(path, `${path}.1`);
}

/** The end of a log for an error message, and where the rest is. */
export function lastLines(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString().split('\n').filter((line) => line.trim() !== '').slice(-TAIL_LINES);
    return `; the end of ${path}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  } finally {
    closeSync(file);
  }
}
