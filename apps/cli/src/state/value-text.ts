import { hexOfBytes } from '@reprise/bits';
import { isTreeMap, type Tree } from '@reprise/vmstate';
import { grouped } from '../recording/numbers.ts';

/** Bytes that are shown of a value that is bytes, and characters of one that is a list or has names. */
const SHOWN_BYTES = 16;
const SHOWN_TEXT = 60;

/** A value of a state for a person, on a line; numbers in hexadecimal, or as counts. '-' for one that is not there. */
export function valueText(value: Tree | undefined, numbers: 'hexadecimal' | 'counts' = 'hexadecimal'): string {
  if (value === undefined) return '-';
  if (typeof value === 'number' || typeof value === 'bigint') return numbers === 'counts' ? grouped(value) : `${value < 0 ? '-' : ''}0x${(value < 0 ? -value : value).toString(16)}`;
  if (value instanceof Uint8Array) return bytesText(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  const inner = (item: Tree): string => valueText(item, numbers);
  if (!isTreeMap(value)) return shortened(`[${value.map(inner).join(', ')}]`);
  return shortened(`{${Object.entries(value).map(([name, item]) => `${name}: ${inner(item)}`).join(', ')}}`);
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes';
  return `${hexOfBytes(bytes.subarray(0, SHOWN_BYTES))}${bytes.length > SHOWN_BYTES ? `.. (${grouped(bytes.length)} bytes)` : ''}`;
}

const shortened = (text: string): string => (text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}..` : text);
