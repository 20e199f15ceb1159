import { ImageError, type Image } from '@reprise/machine';
import type { CodeSymbol } from './symbol-table.ts';

/** `ffffffff80000000 T _start`, as nm and Linux's System.map have it; /proc/kallsyms adds `[module]`. */
const LINE = /^([0-9a-f]{1,16}|) *([A-Za-z?-]) (\S+)(?:\s+\[\S+\])?$/;
/** Kinds of symbols that name code: local and global, strong and weak. */
const CODE = /^[tTwW]$/;
/** Longer names are cut. */
const MAX_NAME = 1024;
const NEWLINE = 10;
/** Longer lines are in no such file. */
const MAX_LINE = 8192;

/**
 * The code that a list of symbols in nm's format names.
 * @throws ImageError for a line that has another form
 */
export function readSystemMap({ name, bytes }: Image): CodeSymbol[] {
  const symbols: CodeSymbol[] = [];
  let number = 0;
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    number++;
    const text = end - at > MAX_LINE ? '' : new TextDecoder().decode(bytes.subarray(at, end)).trimEnd();
    const [, address, kind, symbol] = LINE.exec(text) ?? [];
    if (kind === undefined || symbol === undefined) {
      if (text !== '' || end - at > MAX_LINE) throw new ImageError(name, `line ${number}: expected an address, a letter and a name, as nm prints them`);
    } else if (address !== undefined && address !== '' && CODE.test(kind) && !symbol.startsWith('$')) {
      symbols.push({ name: symbol.slice(0, MAX_NAME), start: BigInt(`0x${address}`), size: 0n, isFunction: true });
    }
    at = end + 1;
  }
  return symbols;
}
