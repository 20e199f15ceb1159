import type { CodePlace } from '@reprise/crash';
import { printRegion, type Compilation, type DropReason, type JitObserver, type Region } from '@reprise/jit';
import { printModule } from '@reprise/wasm';
import { counted } from '../recording/numbers.ts';
import type { TraceOption } from './option-values.ts';

type NameOf = (address: bigint) => CodePlace | undefined;

/**
 * `jit compiled 0x80000040 main+0x10: 23 instructions in 5 blocks on 1 page, 1,234 bytes; visited 16,065 times`. Where addresses are wanted,
 * only regions with an instruction at one of them are shown, and each in full.
 */
export function compilationTrace(wanted: readonly TraceOption[], nameOf: NameOf, say: (text: string) => void): JitObserver {
  const addresses = wanted.flatMap(({ address }) => address ?? []);
  const showsAll = wanted.some(({ kind, address }) => kind === 'jit' && address === undefined);
  const shown = new Set<bigint>();
  const place = (address: bigint): string => placeText(address, nameOf(address));
  return {
    compiled: (compilation) => {
      const { region } = compilation;
      const isWanted = addresses.some((address) => hasInstructionAt(region, address));
      if (!isWanted && !showsAll) return;
      shown.add(compilation.pc);
      say(`jit compiled ${place(compilation.pc)}: ${summary(compilation)}`);
      if (isWanted) say(`jit region of ${place(compilation.pc)}\n${printRegion(region, 'programs')}${printModule(compilation.module).trimEnd()}`);
    },
    dropped: ({ pc }, reason) => {
      if (shown.has(pc)) say(`jit dropped ${place(pc)}: ${reasons[reason]}`);
    },
  };
}

const reasons: Readonly<Record<DropReason, string>> = {
  written: 'its code is written to',
  forgotten: 'a page of it is no longer taken for code',
  full: 'there are as many regions as are kept',
  flushed: "the machine's state is replaced",
};

function placeText(address: bigint, name: CodePlace | undefined): string {
  const offset = name && name.offset > 0n ? `+0x${name.offset.toString(16)}` : '';
  return `0x${address.toString(16)}${name ? ` ${name.name}${offset}` : ''}`;
}

function summary({ region, module, visits, others }: Compilation): string {
  const { blocks, pages } = region;
  const instructions = blocks.reduce((sum, block) => sum + block.instructions.length, 0);
  const size = `${counted(instructions, 'instruction')} in ${counted(blocks.length, 'block')} on ${counted(pages.length, 'page')}, ${counted(module.length, 'byte')}`;
  return `${size}; visited ${counted(visits, 'time')}${others > 0 ? `, mapped otherwise than ${counted(others, 'other region')}` : ''}`;
}

const hasInstructionAt = ({ base, blocks }: Region, address: bigint): boolean =>
  blocks.some(({ instructions }) => instructions.some(({ offset }) => base + BigInt(offset) === address));
