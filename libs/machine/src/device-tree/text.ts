import { hexOfBytes, readU32BE } from '@reprise/bits';
import type { DeviceTree, DeviceTreeNode } from './node.ts';

/** The strings that a value is, or null if it does not look like some: each printable, not empty, and ended by a NUL. */
function stringsOf(value: Uint8Array): string[] | null {
  if (value.length === 0 || value[value.length - 1] !== 0) return null;
  const strings = String.fromCharCode(...value).slice(0, -1).split('\0');
  return strings.every((text) => /^[\x20-\x7e]+$/.test(text)) ? strings : null;
}

function valueText(value: Uint8Array): string {
  const strings = stringsOf(value);
  if (strings) return strings.map((text) => JSON.stringify(text)).join(', ');
  if (value.length % 4 !== 0) return `[${hexOfBytes(value)}]`;
  const cells = Array.from({ length: value.length / 4 }, (_, index) => `0x${readU32BE(value, index * 4).toString(16)}`);
  return `<${cells.join(' ')}>`;
}

function nodeLines(node: DeviceTreeNode, depth: number): string[] {
  const indent = '\t'.repeat(depth);
  const properties = Array.from(node.properties, ([name, value]) =>
    value.length === 0 ? `${indent}\t${name};` : `${indent}\t${name} = ${valueText(value)};`);
  const children = node.children.flatMap((child) => ['', ...nodeLines(child, depth + 1)]);
  return [`${indent}${node.name === '' ? '/' : node.name} {`, ...properties, ...children, `${indent}};`];
}

/** A tree as source text, as `dtc -O dts` prints it. What looks like text is shown as text, other words as cells. */
export function deviceTreeText(tree: DeviceTree): string {
  const reserved = tree.reservations.map(([address, size]) => `/memreserve/ 0x${address.toString(16)} 0x${size.toString(16)};`);
  return ['/dts-v1/;', '', ...reserved, ...nodeLines(tree.root, 0), ''].join('\n');
}
