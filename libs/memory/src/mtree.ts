import { bareHex } from '@reprise/bits';
import type { AddressSpace } from './address-space.ts';
import type { MemoryRegion } from './memory-region.ts';

function typeOf(region: MemoryRegion): string {
  if (region.target) return typeOf(region.target);
  return region.kind === 'container' || region.kind === 'io' ? 'i/o' : region.kind;
}

const span = (start: bigint, size: number): string => `${bareHex(start)}-${bareHex(start + BigInt(size) - 1n)}`;

function regionLines(region: MemoryRegion, base: bigint, depth: number): string[] {
  const start = base + BigInt(region.offset);
  const head = `${'  '.repeat(depth)}${span(start, region.size)} (prio ${region.priority}, ${typeOf(region)}):`;
  const disabled = region.enabled ? '' : ' [disabled]';
  if (region.target) {
    return [`${head} alias ${region.name} @${region.target.name} ${span(BigInt(region.targetOffset), region.size)}${disabled}`];
  }
  const inner = [...region.subregions].sort((a, b) => a.offset - b.offset || b.priority - a.priority);
  return [`${head} ${region.name}${disabled}`, ...inner.flatMap((subregion) => regionLines(subregion, start, depth + 1))];
}

/** The text of `info mtree`: each address space with its tree of regions. */
export const infoMtree = (spaces: readonly AddressSpace[]): string =>
  spaces.map((space) => [`address-space: ${space.name}`, ...regionLines(space.root, 0n, 1), ''].join('\n')).join('\n');

/** The text of `info mtree -f`: each root's flat view, with the address spaces that share it. */
export function infoMtreeFlat(spaces: readonly AddressSpace[]): string {
  const roots = [...new Set(spaces.map((space) => space.root))];
  const views = roots.map((root, index) => {
    const sharing = spaces.filter((space) => space.root === root);
    const ranges = (sharing[0]?.view.ranges ?? []).map(({ start, end, region, offsetInRegion }) => {
      const at = offsetInRegion === 0 ? '' : ` @${bareHex(offsetInRegion)}`;
      return `  ${span(BigInt(start), end - start)} (prio ${region.priority}, ${typeOf(region)}): ${region.name}${at}`;
    });
    return [
      `FlatView #${index}`,
      ...sharing.map((space) => ` AS "${space.name}", root: ${root.name}`),
      ` Root memory region: ${root.name}`,
      ...(ranges.length > 0 ? ranges : ['  No rendered FlatView']),
      '',
    ].join('\n');
  });
  return views.join('\n');
}
