import { fpOps, type Program } from '@reprise/ir';
import { isCompressed, type Decoded, type Decoder, type Instruction } from '@reprise/isa';
import { helpersOf } from '@reprise/lower';
import { PAGE_SHIFT, PAGE_SIZE, type HostMemory } from '@reprise/memory';
import type { HelperName } from '@reprise/riscv';
import type { Block, BlockEnd, Region, RegionInstruction, RegionPage } from './region.ts';

/** Instructions of a region at most. */
const MOST_INSTRUCTIONS = 400;
/** Bytes that code of a region may be from its base. */
const FARTHEST = 2 ** 30;
/** Places that a return is compared with at most, */
const MOST_RETURNS = 4;
/** and any other indirect jump. */
export const MOST_TARGETS = 16;
/** The registers that hold return addresses (RISC-V Unprivileged, table 3). */
const LINKS: readonly number[] = [1, 5];
const DYNAMIC_ROUNDING = 7;
const LAST_ROUNDING = 4;
/** Helpers from which control never comes back to the next instruction. */
export const departing: ReadonlySet<string> = new Set(['ecall', 'ebreak', 'mret', 'sret', 'illegal'] satisfies readonly HelperName[]);
/** Those for what is seldom done, or waits. */
const interpreted: ReadonlySet<string> = new Set(['wfi', 'cboZero'] satisfies readonly HelperName[]);

/** Finds code for regions. */
export interface CodeFinder {
  readonly memory: HostMemory;
  readonly decoder: Decoder;
  /** Host offset of a page that can be fetched from without any effect; -1 where there is none. */
  fetchedPage(address: bigint): number;
  /** Whether the instruction at an address, of which `offset` is the host offset, is worth having in a region. */
  isWanted(address: bigint, offset: number): boolean;
  /** Where the indirect jump at an address, of which `offset` is the host offset, was seen to lead, the first seen first. */
  targetsOf(address: bigint, offset: number): readonly bigint[];
  /** Whether a function at an address is called often enough to have its code where it is called. */
  isWorthFollowing(address: bigint): boolean;
}

/** The region that is entered at `pc`; undefined if even its first instruction is none for a region. */
export function discoverRegion(finder: CodeFinder, pc: bigint): Region | undefined {
  return new Discovery(finder, pc).region();
}

const NOWHERE = -1;

type Found = RegionInstruction & { readonly end: BlockEnd | undefined };

class Discovery {
  readonly #finder: CodeFinder;
  readonly #base: bigint;
  readonly #entry: number;
  /** Host offsets of pages by their offsets; -1 for those that cannot be read. */
  readonly #pages = new Map<number, number>();
  readonly #found = new Map<number, Found>();
  readonly #leaders = new Set<number>();
  /** Where the calls that were followed return to. */
  readonly #returns: number[] = [];
  /** Where indirect jumps may lead, by their offsets. */
  readonly #targets = new Map<number, readonly number[]>();

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
      let previous = NOWHERE;
      for (let offset = leader; !this.#found.has(offset) && this.#found.size < MOST_INSTRUCTIONS; ) {
        const found = this.#read(offset);
        if (!found) break;
        const end = endAfter(this.#found.get(previous), found);
        this.#found.set(offset, found);
        queue.push(...this.#waysOn(found, end));
        if (end) break;
        previous = offset;
        offset += found.decoded.length;
      }
    }
  }

  /** Where the code after an instruction is looked for. */
  #waysOn({ offset, decoded }: Found, end: BlockEnd | undefined): readonly number[] {
    if (end?.kind === 'branch') return [end.next, end.taken];
    const to = end?.kind === 'goto' ? [end.to] : end?.kind === 'jump' && !isReturn(decoded) ? this.#targetsOf(offset) : [];
    if (decoded.rd === 0) return to;
    const followed = LINKS.includes(decoded.rd) ? to.filter((way) => this.#finder.isWorthFollowing(this.#base + BigInt(way))) : [];
    if (followed.length === 0) return [];
    const back = offset + decoded.length;
    if (this.#returns.length < MOST_RETURNS) this.#returns.push(back);
    return [...followed, back];
  }

  #targetsOf(offset: number): readonly number[] {
    const seen = this.#finder.targetsOf(this.#base + BigInt(offset), this.#hostOffset(offset));
    const targets = seen.map((target) => Number(target - this.#base)).filter((target) => Math.abs(target) <= FARTHEST);
    this.#targets.set(offset, targets);
    return targets;
  }

  /** The instructions from a leader to the next one, or to one that jumps. */
  #block(leader: number): Block {
    const instructions: RegionInstruction[] = [];
    for (let offset = leader; ; ) {
      const found = this.#found.get(offset);
      if (!found) return { offset: leader, instructions, end: { kind: 'leave', at: offset } };
      const end = endAfter(instructions.at(-1), found);
      instructions.push(found);
      if (end?.kind === 'jump') return { offset: leader, instructions, end: { ...end, perhaps: isReturn(found.decoded) ? this.#returns : (this.#targets.get(offset) ?? []) } };
      if (end) return { offset: leader, instructions, end };
      offset += found.decoded.length;
      if (this.#leaders.has(offset)) return { offset: leader, instructions, end: { kind: 'goto', to: offset } };
    }
  }

  /** The instruction at an offset if it is there and for a region. */
  #read(offset: number): Found | undefined {
    const low = this.#halfword(offset);
    if (low === undefined || Math.abs(offset) > FARTHEST || !this.#finder.isWanted(this.#base + BigInt(offset), this.#hostOffset(offset))) return undefined;
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
  for (const node of instruction.program) {
    const { kind } = node;
    if (kind === 'branch') return { kind, taken: offset + imm, next: offset + length };
    if (kind === 'jumpRelative') return { kind: 'goto', to: offset + imm };
    if (kind === 'jump') return { kind, perhaps: [] };
    if (kind === 'call' && departing.has(node.helper)) return { kind: 'away' };
  }
  return undefined;
}

/** How an instruction ends its block, if it does. After an `auipc` that makes its base, it is known where an indirect jump leads to. */
function endAfter(previous: RegionInstruction | undefined, { decoded, end }: Found): BlockEnd | undefined {
  const isPair = end?.kind === 'jump' && previous?.decoded.instruction.name === 'auipc' && previous.decoded.rd === decoded.rs1;
  if (!isPair) return end;
  const target = previous.offset + previous.decoded.imm + decoded.imm;
  return { kind: 'goto', to: target - (target & 1) };
}

const isReturn = ({ instruction, rd, rs1, imm }: Decoded): boolean => instruction.name === 'jalr' && rd === 0 && LINKS.includes(rs1) && imm === 0;

const calledBy = new Map<Instruction, readonly string[]>();

function helpersCalledBy(instruction: Instruction): readonly string[] {
  let called = calledBy.get(instruction);
  if (called === undefined) calledBy.set(instruction, (called = helpersOf(instruction.program)));
  return called;
}

const isForRegions = ({ instruction, rm }: Decoded): boolean =>
  !helpersCalledBy(instruction).some((name) => interpreted.has(name)) && (rm <= LAST_ROUNDING || rm === DYNAMIC_ROUNDING || !rounds(instruction.program));

const rounds = (program: Program): boolean => program.some((node) => node.kind === 'fp' && fpOps[node.op].rounds);
