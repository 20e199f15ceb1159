import { fpOps, type Program } from '@reprise/ir';
import { isCompressed, type Decoded, type Decoder, type Instruction } from '@reprise/isa';
import { PAGE_SHIFT, PAGE_SIZE, type HostMemory } from '@reprise/memory';
import type { Block, BlockEnd, Region, RegionInstruction, RegionPage } from './region.ts';

/** Instructions of a region at most. */
const MOST_INSTRUCTIONS = 400;
const DYNAMIC_ROUNDING = 7;
const LAST_ROUNDING = 4;

/** Finds code for regions. */
export interface CodeFinder {
  readonly memory: HostMemory;
  readonly decoder: Decoder;
  /** Host offset of a page that can be fetched from without any effect; -1 where there is none. */
  fetchedPage(address: bigint): number;
  /** Whether the instruction at an address, of which `offset` is the host offset, is worth having in a region. */
  isWanted(address: bigint, offset: number): boolean;
}

/** The region that is entered at `pc`; undefined if even its first instruction is none for a region. */
export function discoverRegion(finder: CodeFinder, pc: bigint): Region | undefined {
  return new Discovery(finder, pc).region();
}

type Found = RegionInstruction & { readonly end: BlockEnd | undefined };

class Discovery {
  readonly #finder: CodeFinder;
  readonly #base: bigint;
  readonly #entry: number;
  /** Host offsets of pages by their offsets; -1 for those that cannot be read. */
  readonly #pages = new Map<number, number>();
  readonly #found = new Map<number, Found>();
  readonly #leaders = new Set<number>();

  constructor(finder: CodeFinder, pc: bigint) {
    this.#finder = finder;
    this.#entry = Number(pc & BigInt(PAGE_SIZE - 1));
    this.#base = pc - BigInt(this.#entry);
  }

  region(): Region | undefined {
    this.#follow();
    const blocks = [...this.#leaders].map((leader) => this.#block(leader));
    if (blocks[0]?.instructions.length === 0 || blocks.length === 0) return undefined;
    const pages = [...this.#pages].flatMap(([offset, host]): RegionPage[] => (host < 0 ? [] : [{ offset, host: host >>> PAGE_SHIFT }]));
    return { base: this.#base, blocks: blocks.filter(({ instructions }) => instructions.length > 0), pages };
  }

  /** Finds instructions and leaders, what is nearest by jumps first, until there are enough. */
  #follow(): void {
    const queue = [this.#entry];
    for (const leader of queue) {
      if (this.#leaders.has(leader)) continue;
      if (this.#found.size >= MOST_INSTRUCTIONS) break;
      this.#leaders.add(leader);
      for (let offset = leader; !this.#found.has(offset) && this.#found.size < MOST_INSTRUCTIONS; ) {
        const found = this.#read(offset);
        if (!found) break;
        this.#found.set(offset, found);
        const { end, decoded } = found;
        if (end?.kind === 'branch') queue.push(end.next, end.taken);
        if (end?.kind === 'goto' && decoded.rd === 0) queue.push(end.to);
        if (end) break;
        offset += decoded.length;
      }
    }
  }

  /** The instructions from a leader to the next one, or to one that jumps. */
  #block(leader: number): Block {
    const instructions: RegionInstruction[] = [];
    for (let offset = leader; ; ) {
      const found = this.#found.get(offset);
      if (!found) return { offset: leader, instructions, end: { kind: 'leave', at: offset } };
      instructions.push(found);
      if (found.end) return { offset: leader, instructions, end: found.end };
      offset += found.decoded.length;
      if (this.#leaders.has(offset)) return { offset: leader, instructions, end: { kind: 'goto', to: offset } };
    }
  }

  /** The instruction at an offset if it is there and for a region. */
  #read(offset: number): Found | undefined {
    const low = this.#halfword(offset);
    if (low === undefined || !this.#finder.isWanted(this.#base + BigInt(offset), this.#hostOffset(offset))) return undefined;
    const high = isCompressed(low) ? 0 : this.#halfword(offset + 2);
    if (high === undefined) return undefined;
    const decoded = this.#finder.decoder.decode(low | (high << 16));
    if (!decoded || !isForRegions(decoded)) return undefined;
    return { offset, decoded, end: endOf(offset, decoded) };
  }

  #halfword(offset: number): number | undefined {
    const at = this.#hostOffset(offset);
    if (at < 0) return undefined;
    const { u8 } = this.#finder.memory;
    return (u8[at] ?? 0) | ((u8[at + 1] ?? 0) << 8);
  }

  /** -1 where there is no page. */
  #hostOffset(offset: number): number {
    const within = offset & (PAGE_SIZE - 1);
    const page = offset - within;
    let host = this.#pages.get(page);
    if (host === undefined) this.#pages.set(page, (host = this.#finder.fetchedPage(this.#base + BigInt(page))));
    return host < 0 ? -1 : host + within;
  }
}

function endOf(offset: number, { instruction, imm, length }: Decoded): BlockEnd | undefined {
  for (const { kind } of instruction.program) {
    if (kind === 'branch') return { kind, taken: offset + imm, next: offset + length };
    if (kind === 'jumpRelative') return { kind: 'goto', to: offset + imm };
    if (kind === 'jump') return { kind };
  }
  return undefined;
}

const callsHelper = new Map<Instruction, boolean>();

/** What calls a helper may take control elsewhere, and is the interpreter's. */
function isForRegions({ instruction, rm }: Decoded): boolean {
  let calls = callsHelper.get(instruction);
  if (calls === undefined) callsHelper.set(instruction, (calls = hasCall(instruction.program)));
  return !calls && (rm <= LAST_ROUNDING || rm === DYNAMIC_ROUNDING || !rounds(instruction.program));
}

const hasCall = (program: Program): boolean =>
  program.some((node) => node.kind === 'call' || (node.kind === 'if' && (hasCall(node.then) || hasCall(node.otherwise))));

const rounds = (program: Program): boolean => program.some((node) => node.kind === 'fp' && fpOps[node.op].rounds);
