import { fpOpNames, type Access, type FpOpName, type Program, type Register } from '@reprise/ir';
import type { Decoded } from '@reprise/isa';
import {
  emitAddend, emitFcsrUnusual, emitFp, emitIsOnPage, emitJumpEntry, emitJumpHit, emitJumpRegion, emitLoad, emitProbe, emitProgram, emitStore, HartAccess, RegionExit,
  type CounterName, type Counters, type EmitTarget, type FastRounding, type Intrinsics, type Leaf, type Push, type ValueLocal,
} from '@reprise/lower';
import { hartFieldOffset, hartFields } from '@reprise/riscv';
import type { Code, Label, Local, ValueType } from '@reprise/wasm';
import { chasedRegisters } from './chased.ts';
import { checkpoints } from './checkpoints.ts';
import { departing } from './discover.ts';
import { controlFlow, type ControlFlow } from './control-flow.ts';
import { KnownPages, type KnownPage } from './known-pages.ts';
import { graphOf, type Block, type Region, type RegionInstruction } from './region.ts';
import { RegisterFile } from './register-file.ts';
import { operandsOf, registersOf } from './registers.ts';

/** What a region calls. */
export interface RegionHost {
  /** Function index of the exact floating point, `fp(op, rm) -> i32`, on the hart's argument cells; 1: the interpreter has to do it. */
  readonly fp: number;
  /** Function indices of the CPU's helpers that the region calls, by name: `() -> i32`, as `HelperCall`. */
  readonly helpers: ReadonlyMap<string, number>;
  /** The type of regions. */
  readonly regionType: number;
  /** The type of a block that leaves two i32. */
  readonly pairType: number;
  /** Where it is counted why regions are left; default: nowhere. */
  readonly counters?: Counters | undefined;
}

const PC = hartFieldOffset('pc');
const REMAINING = hartFieldOffset('remaining');
const TLB_DATA = hartFieldOffset('tlbData');
const MSTATUS = hartFieldOffset('mstatus');
const MSTATUS_FS = 0x6000;
const DYNAMIC_ROUNDING = 7;
/** The rounding mode fields with which an instruction rounds so, if fcsr's mode is to nearest even. */
const modes: Readonly<Record<FastRounding, readonly number[]>> = { nearest: [0, DYNAMIC_ROUNDING], 'towards zero': [1] };
const CELL = 8;
const argumentOffset = (index: number): number => hartFields.arguments.offset + index * CELL;

/** Emits the body of a region's function (see `regionType`). `knownHart` is where the state of the only hart is, if there is only one. */
export function emitRegion(code: Code, region: Region, host: RegionHost, intrinsics: Intrinsics, knownHart: number | undefined): void {
  new RegionEmitter(code, region, host, intrinsics, knownHart).emit();
}

const NO_BLOCK = -1;
/** Addresses that one is compared with one after the other; more are halved first. */
const MOST_IN_A_ROW = 4;

class RegionEmitter implements EmitTarget {
  readonly code: Code;
  readonly intrinsics: Intrinsics;
  readonly #region: Region;
  readonly #host: RegionHost;
  readonly #hart: HartAccess;
  readonly #hartLocal: Local;
  readonly #remaining: Local;
  readonly #pc: Local;
  readonly #tlb: Local;
  /** Registers whose values are loaded in their loop, by block; and the addend of the page that an access through one was to. */
  readonly #chased: readonly ReadonlySet<number>[];
  readonly #addend: Local;
  /** Whether rounding is to nearest even and inexact is raised, where the region has floating point: no more than slow operations change that. */
  readonly #isFpUsual: Local | undefined;
  readonly #files: { readonly x: RegisterFile; readonly f: RegisterFile };
  readonly #temporaries: Record<ValueType, Local[]> = { i32: [], i64: [], f32: [], f64: [] };
  #taken: Record<ValueType, number> = { i32: 0, i64: 0, f32: 0, f64: 0 };

  readonly #indexOf: ReadonlyMap<number, number>;
  readonly #flow: ControlFlow;
  readonly #needs: readonly number[];
  readonly #loops: Label[] = [];
  readonly #merges: Label[] = [];
  /** By block: whether floating point was found to be on, and marked dirty, on every way to its end. */
  readonly #fpOn: boolean[] = [];
  readonly #fpDirty: boolean[] = [];
  /** What is known on the way to what is being emitted, and the locals for it, from the first on. */
  #pages = new KnownPages();
  readonly #pageLocals: KnownPage[] = [];
  /** Nothing in the region but floating point changes mstatus. */
  readonly #keepsStatus: boolean;
  #leave = 0 as Label; // set before anything branches to it
  #jump = 0 as Label;
  #elsewhere = 0 as Label; // likewise

  /** What is being emitted. */
  #block = 0;
  #instruction: RegionInstruction | undefined;
  /** Control never comes back from the helper that was called last. */
  #departs = false;
  /** Steps charged in advance for the instruction and those after it in its block. */
  #charged = 0;

  constructor(code: Code, region: Region, host: RegionHost, intrinsics: Intrinsics, knownHart: number | undefined) {
    this.code = code;
    this.intrinsics = intrinsics;
    this.#region = region;
    this.#host = host;
    this.#hartLocal = code.parameter(0);
    this.#remaining = code.parameter(1);
    this.#hart = new HartAccess(code, this.#hartLocal, knownHart);
    this.#pc = code.local('i64');
    this.#tlb = code.local('i32');
    this.#addend = code.local('i32');
    const { blocks } = region;
    const everywhere = registersOf(blocks);
    this.#isFpUsual = everywhere.f.used.size > 0 ? code.local('i32') : undefined;
    this.#keepsStatus = !blocks.some(({ instructions }) => instructions.some(({ decoded }) => changesStatus(decoded.instruction.program)));
    this.#indexOf = new Map(blocks.map(({ offset }, index) => [offset, index]));
    const graph = graphOf(region);
    this.#flow = controlFlow(graph);
    this.#chased = chasedRegisters(blocks, this.#flow);
    const inLoops = registersOf(blocks.filter((_, index) => (this.#flow.loopOf[index] ?? -1) >= 0));
    this.#files = {
      x: new RegisterFile(code, this.#hart, hartFields.x.offset, 'i64', inLoops.x.used, everywhere.x.written),
      f: new RegisterFile(code, this.#hart, hartFields.f.offset, 'f64', inLoops.f.used, everywhere.f.written),
    };
    this.#needs = checkpoints(graph, this.#flow, blocks.map(({ instructions }) => instructions.length));
  }

  emit(): void {
    const { code } = this;
    const hart = this.#hart;
    this.#files.x.load();
    this.#files.f.load();
    this.#lookAtFcsr();
    hart.load('i32.load', TLB_DATA).set(this.#tlb);
    const isLeft = code.local('i32');
    code.block((jump) => {
      this.#jump = jump;
      code.block((leave) => {
        this.#leave = leave;
        if (this.#host.helpers.size === 0) return this.#tree(0);
        code.block((elsewhere) => {
          this.#elsewhere = elsewhere;
          this.#tree(0);
        });
        hart.load('i64.load', PC).set(this.#pc);
        hart.load('i32.load', REMAINING).set(this.#remaining).br(jump);
      }, this.#host.pairType);
      code.get(this.#remaining).op('i32.add').set(this.#remaining);
      code.op('i64.extend_i32_s').i64(this.#addressOf(0)).op('i64.add').set(this.#pc);
      code.i32(1).set(isLeft);
    });
    this.#files.x.save();
    this.#files.f.save();
    code.get(isLeft).if(() => {
      this.#savePc();
      code.i32(RegionExit.LEFT).op('return');
    });
    this.#emitJump();
  }

  /** To the address in `#pc`: to its region, if it is known, else back. */
  #emitJump(): void {
    const { code } = this;
    const entry = this.temporary('i32');
    emitJumpEntry(code, this.#pc, () => this.#hart.load('i32.load', hartFieldOffset('tlbFetch')), entry);
    emitJumpHit(code, this.#pc, entry);
    code.if(() => {
      this.#host.counters?.emit(code, 'chained');
      code.get(this.#hartLocal).get(this.#remaining);
      emitJumpRegion(code, entry);
      code.returnCallIndirect(this.#host.regionType);
    });
    this.#savePc();
    this.#host.counters?.emit(code, 'jumped');
    code.i32(RegionExit.JUMPED);
  }

  #savePc(): void {
    this.#hart.store('i64.store', PC, () => this.code.get(this.#pc));
    this.#hart.store('i32.store', REMAINING, () => this.code.get(this.#remaining));
  }

  /** A block with all that it dominates. */
  #tree(block: number): void {
    const { within, behind, isLoop, isMerge } = this.#flow;
    const merges = (within[block] ?? []).filter((each) => isMerge[each]);
    const body = (): void => this.#before(merges, () => this.#emitBlock(block));
    if (!isLoop[block]) return body();
    this.#before(behind[block] ?? [], () => {
      this.code.loop((again) => {
        this.#loops[block] = again;
        body();
      });
      this.code.op('unreachable');
    });
  }

  /** What `body` emits, with the trees of the blocks that it branches to behind it, the last one outermost. */
  #before(merges: readonly number[], body: () => void): void {
    const last = merges.at(-1);
    if (last === undefined) return body();
    this.code.block((label) => {
      this.#merges[last] = label;
      this.#before(merges.slice(0, -1), body);
    });
    this.#tree(last);
  }

  #emitBlock(index: number): void {
    const { code } = this;
    const { offset, instructions, end } = this.#blockAt(index);
    if (this.#flow.isLoop[index] || this.#flow.isMerge[index]) this.#forget();
    const need = this.#needs[index] ?? 0;
    if (need > 0) {
      code.get(this.#remaining).i32(need).op('i32.lt_s');
      code.unlikely().if(() => this.#leaveAt(offset, 0, 'steps'));
    }
    code.get(this.#remaining).i32(instructions.length).op('i32.sub').set(this.#remaining);
    const above = this.#flow.dominator[index] ?? NO_BLOCK;
    this.#fpOn[index] = this.#keepsStatus && (this.#fpOn[above] ?? false);
    this.#fpDirty[index] = this.#keepsStatus && (this.#fpDirty[above] ?? false);
    for (const [place, instruction] of instructions.entries()) {
      this.#block = index;
      this.#instruction = instruction;
      this.#charged = instructions.length - place;
      this.#taken = { i32: 0, i64: 0, f32: 0, f64: 0 };
      this.#fetchForArms(instruction.decoded);
      if (emitProgram(this, instruction.decoded.instruction.program)) return;
      this.#pages.pass(instruction.decoded);
    }
    if (end.kind === 'away') return;
    if (end.kind === 'leave') this.#leaveAt(end.at, 0, 'uncompiled');
    else if (end.kind === 'goto') this.#goTo(index, end.to);
    else throw new Error(`a block that ends with a ${end.kind} has no such instruction`);
  }

  /** Whether a way from a block leads to one of the region's. */
  #isInside(from: number, way: number): boolean {
    const to = this.#indexOf.get(way);
    return to !== undefined && this.#flow.keeps(from, to);
  }

  /** To a block of the region or to an address outside of it. */
  #goTo(from: number, way: number): void {
    const to = this.#indexOf.get(way) ?? NO_BLOCK;
    const { order, isMerge } = this.#flow;
    const { code } = this;
    if (!this.#isInside(from, way)) {
      code.i64(this.#addressOf(way)).set(this.#pc).br(this.#jump);
      return;
    }
    const isBack = (order[to] ?? 0) <= (order[from] ?? 0);
    const label = isBack ? this.#loops[to] : this.#merges[to];
    if (!isBack && !isMerge[to]) return this.#alone(to);
    if (label === undefined) throw new Error(`block ${to} cannot be reached from ${from}`);
    code.br(label);
  }

  /** The tree of a block that only one way leads to. */
  #alone(block: number): void {
    const { x, f } = this.#files;
    const [pages, knownX, knownF] = [this.#pages, x.known, f.known];
    this.#pages = new KnownPages(pages);
    this.#tree(block);
    this.#pages = pages;
    x.known = knownX;
    f.known = knownF;
  }

  /** What follows can be reached in more than one way. */
  #forget(): void {
    this.#pages = new KnownPages();
    this.#files.x.known = new Set();
    this.#files.f.known = new Set();
  }

  /** What is known after an instruction must be so whichever of its arms was taken. */
  #fetchForArms(decoded: Decoded): void {
    const { reads, isConditional } = operandsOf(decoded.instruction.program);
    if (!isConditional) return;
    for (const { file, register } of reads) if (file === 'f' || decoded[register] !== 0) this.#files[file].fetch(decoded[register]);
  }

  /** Gives the instruction at an offset to the interpreter; `refund` steps were charged and not taken. */
  #leaveAt(offset: number, refund: number, why: CounterName): void {
    const { code } = this;
    this.#host.counters?.emit(code, why);
    code.i32(offset).i32(refund).br(this.#leave);
  }

  /** Takes a status from the stack: unless it is 0, the interpreter has to execute this instruction. */
  #leaveUnlessDone(why: CounterName): void {
    const { offset } = this.#current;
    this.code.unlikely().if(() => this.#leaveAt(offset, this.#charged, why));
  }

  #addressOf(offset: number): bigint {
    return BigInt.asIntN(64, this.#region.base + BigInt(offset));
  }

  get #current(): RegionInstruction {
    if (!this.#instruction) throw new Error('no instruction is being emitted');
    return this.#instruction;
  }

  get #decoded(): Decoded {
    return this.#current.decoded;
  }

  get #isConditional(): boolean {
    return operandsOf(this.#decoded.instruction.program).isConditional;
  }

  // ---- What an instruction's program becomes

  temporary = (type: ValueType): Local => {
    const pool = this.#temporaries[type];
    const index = this.#taken[type]++;
    return (pool[index] ??= this.code.local(type));
  };

  readonly pushTlb: Push = () => void this.code.get(this.#tlb);

  leaf(value: Leaf): void {
    const { code } = this;
    const { offset } = this.#current;
    const decoded = this.#decoded;
    switch (value.kind) {
      case 'imm':
        code.i64(decoded.imm);
        return;
      case 'pc':
        code.i64(this.#addressOf(offset));
        return;
      case 'nextPc':
        code.i64(this.#addressOf(offset + decoded.length));
        return;
      case 'registerNumber':
        code.i64(decoded[value.register]);
        return;
      case 'getX':
        if (decoded[value.register] === 0) code.i64(0);
        else this.#files.x.push(decoded[value.register]);
        return;
      case 'getF':
        this.pushDouble(value.register);
        code.op('i64.reinterpret_f64');
        return;
      case 'getState':
        this.#hart.load('i64.load', hartFieldOffset(value.field));
        return;
    }
  }

  setX(register: Register, value: Push): void {
    const number = this.#decoded[register];
    if (number !== 0) this.#files.x.set(number, value, this.#isConditional);
  }

  pushDouble(register: Register): void {
    this.#files.f.push(this.#decoded[register]);
  }

  setF(register: Register, value: Push, type: ValueLocal['type']): void {
    const double = (): void => {
      value();
      if (type === 'i64') this.code.op('f64.reinterpret_i64');
    };
    this.#files.f.set(this.#decoded[register], double, this.#isConditional);
    if (this.#fpDirty[this.#block]) return;
    this.#fpDirty[this.#block] = true;
    this.#hart.store('i32.store', MSTATUS, () => this.#hart.load('i32.load', MSTATUS).i32(MSTATUS_FS).op('i32.or'));
  }

  setState(field: string, value: Push): void {
    this.#hart.store('i64.store', hartFieldOffset(field), value);
    if (field !== 'mstatus') return;
    this.#fpOn[this.#block] = false;
    this.#fpDirty[this.#block] = false;
  }

  requireFp(): void {
    if (this.#fpOn[this.#block]) return;
    this.#fpOn[this.#block] = true;
    this.#hart.load('i32.load', MSTATUS).i32(MSTATUS_FS).op('i32.and', 'i32.eqz');
    this.#leaveUnlessDone('floatingPoint');
  }

  load(access: Access, address: Local, result: ValueLocal): void {
    emitLoad(this.code, access, address, this.#reach(access, address), result);
  }

  store(access: Access, address: Local, value: ValueLocal): void {
    emitStore(this.code, access, address, this.#reach(access, address), value);
  }

  /** Sees that an access can be made; what is returned leaves what must be added to its address. */
  #reach(access: Access, address: Local): Push {
    const { code } = this;
    const known = this.#pages.of(this.#decoded, access);
    const entry = this.temporary('i32');
    if (!known) {
      const found = (this.#pageLocals[this.#pages.size] ??= { page: code.local('i64'), addend: code.local('i32') });
      this.#probe(access, address, entry, found.page);
      this.#emitAddendOf(entry, found.addend);
      this.#pages.learn(this.#decoded, access, found);
      return () => void code.get(found.addend);
    }
    const addend = this.temporary('i32');
    code.get(known.addend).set(addend);
    emitIsOnPage(code, access, address, known.page);
    code.op('i32.eqz').unlikely().if(() => {
      this.#probe(access, address, entry);
      emitAddend(code, entry);
      code.set(addend);
    });
    return () => void code.get(addend);
  }

  /**
   * Sets `addend` from a TLB entry. Where the address came late it is guessed to be that of the page before, which the host's processor goes on with
   * while it finds out: most pages of a guest lie in one piece. Elsewhere the guess would cost more than it saves.
   */
  #emitAddendOf(entry: Local, addend: Local): void {
    const { code } = this;
    emitAddend(code, entry);
    if (!this.#chased[this.#block]?.has(this.#decoded.rs1)) return void code.set(addend);
    code.get(this.#addend).op('i32.ne').unlikely().if(() => {
      emitAddend(code, entry);
      code.set(this.#addend);
    });
    code.get(this.#addend).set(addend);
  }

  /** What the TLB does not let through is the interpreter's: it is seldom, and regions without calls are small and fast. */
  #probe(access: Access, address: Local, entry: Local, page?: Local): void {
    emitProbe(this, access, address, entry, page);
    this.code.op('i32.eqz');
    this.#leaveUnlessDone('memory');
  }

  fp(op: FpOpName, args: readonly ValueLocal[], result: ValueLocal): void {
    const { code, intrinsics, temporary } = this;
    const { rm } = this.#decoded;
    const requireRounding = (rounding: FastRounding, otherwise: Label): boolean => {
      if (this.#isFpUsual === undefined || !modes[rounding].includes(rm)) return false;
      code.get(this.#isFpUsual).op('i32.eqz').unlikely().brIf(otherwise);
      return true;
    };
    const exact = (): void => {
      for (const [index, { local, type }] of args.entries()) this.#hart.store(`${type}.store`, argumentOffset(index), () => code.get(local));
      code.i32(fpOpNames.indexOf(op)).i32(rm).call(this.#host.fp);
      this.#leaveUnlessDone('floatingPoint');
      this.#lookAtFcsr();
      this.#hart.load(`${result.type}.load`, argumentOffset(0)).set(result.local);
    };
    emitFp({ code, intrinsics, temporary, requireRounding, exact }, op, args, result);
  }

  #lookAtFcsr(): void {
    if (this.#isFpUsual === undefined) return;
    emitFcsrUnusual(this.#hart).op('i32.eqz').set(this.#isFpUsual);
  }

  call(helper: string, args: readonly Push[], result: Local | undefined): void {
    const { code } = this;
    const index = this.#host.helpers.get(helper);
    if (index === undefined) throw new Error(`a region calls ${helper}, which it does not import`);
    for (const [cell, arg] of args.entries()) this.#hart.store('i64.store', argumentOffset(cell), arg);
    this.#hart.store('i64.store', PC, () => code.i64(this.#addressOf(this.#current.offset)));
    this.#hart.store('i32.store', REMAINING, () => this.#pushRemaining());
    code.call(index);
    // a slice that is ended loses steps that were not taken
    this.#host.counters?.emit(code, 'compiled', () => {
      this.#hart.load('i32.load', REMAINING);
      this.#pushRemaining();
      code.op('i32.sub', 'i64.extend_i32_s');
    });
    this.#departs = departing.has(helper);
    if (this.#departs) code.op('drop').br(this.#elsewhere);
    else code.unlikely().brIf(this.#elsewhere);
    if (result !== undefined) this.#hart.load('i64.load', argumentOffset(0)).set(result);
  }

  /** Goes on after a call, unless it ended the slice; what was kept of the hart's state may have changed. */
  called(): void {
    const { code } = this;
    const { offset, decoded } = this.#current;
    if (this.#departs) return;
    this.#hart.load('i32.load', REMAINING);
    this.#pushRemaining();
    code.op('i32.ne').unlikely().if(() => {
      this.#hart.load('i32.load', REMAINING).set(this.#remaining);
      this.#leaveAt(offset + decoded.length, 0, 'steps');
    });
    this.#hart.load('i32.load', TLB_DATA).set(this.#tlb);
    this.#lookAtFcsr();
    this.#pages = new KnownPages();
    this.#fpOn[this.#block] = false;
    this.#fpDirty[this.#block] = false;
  }

  /** Leaves on the stack how many steps are left after the instruction. */
  #pushRemaining(): void {
    const after = this.#charged - 1;
    this.code.get(this.#remaining);
    if (after > 0) this.code.i32(after).op('i32.add');
  }

  branch(condition: Push): void {
    const { end } = this.#blockAt(this.#block);
    if (end.kind !== 'branch') throw new Error('a branch is not where its block ends');
    const from = this.#block;
    condition();
    this.code.if(() => this.#goTo(from, end.taken), () => this.#goTo(from, end.next));
    this.code.op('unreachable');
  }

  jumpRelative(): void {
    const { end } = this.#blockAt(this.#block);
    if (end.kind !== 'goto') throw new Error('a jump is not where its block ends');
    this.#goTo(this.#block, end.to);
  }

  jump(target: Push): void {
    const { code } = this;
    const from = this.#block;
    const { end } = this.#blockAt(from);
    if (end.kind === 'goto') return this.#goTo(from, end.to); // its base was made by the instruction before
    if (end.kind !== 'jump') throw new Error('a jump is not where its block ends');
    target();
    code.i64(-2).op('i64.and').set(this.#pc);
    const inside = end.perhaps.filter((way) => this.#isInside(from, way));
    this.#choose(from, inside.length > MOST_IN_A_ROW ? inside.toSorted((a, b) => a - b) : inside);
    code.br(this.#jump);
  }

  /** To that of the ways whose address is in `#pc`, if it is one of them. They are in ascending order if they are many. */
  #choose(from: number, ways: readonly number[]): void {
    const { code } = this;
    const half = ways.length >> 1;
    const middle = ways[half];
    if (ways.length > MOST_IN_A_ROW && middle !== undefined) {
      code.get(this.#pc).i64(this.#addressOf(middle)).op('i64.lt_s');
      code.if(() => this.#choose(from, ways.slice(0, half)), () => this.#choose(from, ways.slice(half)));
      return;
    }
    for (const way of ways) code.get(this.#pc).i64(this.#addressOf(way)).op('i64.eq').if(() => this.#goTo(from, way));
  }

  #blockAt(index: number): Block {
    const block = this.#region.blocks[index];
    if (!block) throw new Error(`a region has no block ${index}`);
    return block;
  }
}

const changesStatus = (program: Program): boolean =>
  program.some((node) => node.kind === 'call' || (node.kind === 'setState' && node.field === 'mstatus') || (node.kind === 'if' && (changesStatus(node.then) || changesStatus(node.otherwise))));
