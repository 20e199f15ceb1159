import type { CompileContext } from '@reprise/interp';
import { helpersOf, intrinsicsOf, regionType, type Counters } from '@reprise/lower';
import type { HostMemory } from '@reprise/memory';
import { floatingPoint, roundingMode, type Hart, type Slice } from '@reprise/riscv';
import { ModuleBuilder } from '@reprise/wasm';
import { emitRegion } from './emit-region.ts';
import type { Region } from './region.ts';

const DYNAMIC = 7;
const INSTALL = 'install';

/** Makes functions of regions, and puts them into a table. */
export class RegionCompiler {
  readonly table: WebAssembly.Table;
  /** Where the state of the only hart is, if there is only one. */
  readonly #knownHart: number | undefined;
  readonly #imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly #counters: Counters | undefined;

  constructor(memory: HostMemory, harts: readonly Hart[], slice: Slice, capacity: number, helper: CompileContext['helpers'], counters: Counters | undefined) {
    this.#counters = counters;
    this.#knownHart = harts.length === 1 ? harts[0]?.offset : undefined;
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: capacity });
    this.#imports = {
      helper,
      host: {
        memory: memory.memory,
        regions: this.table,
        /** As `floatingPoint`; but nothing traps, 1 says only that it would have. */
        fp: (op: number, rm: number) => {
          if (!slice.hart) throw new Error('compiled code runs outside a slice');
          counters?.add('slowFloatingPoint');
          return rm === DYNAMIC && roundingMode(slice.hart, rm) < 0 ? 1 : floatingPoint(slice.hart, op, rm);
        },
      },
    };
  }

  /** The region's function is at `index` of the table from now on. Returns the module that it is in. */
  compile(region: Region, index: number): Uint8Array {
    const { module, functions } = this.#build([region]);
    for (const each of functions) module.element(index, each);
    const bytes = module.build();
    void new WebAssembly.Instance(new WebAssembly.Module(bytes), this.#imports); // which fills the table
    return bytes;
  }

  /** A module of regions' functions, for `install`, with a custom section. */
  library(regions: readonly Region[], section: { readonly name: string; readonly content: Uint8Array }): Uint8Array {
    const { module, functions } = this.#build(regions);
    const segment = module.elements(functions);
    module.function(INSTALL, ['i32', 'i32'], [], (code) => code.get(code.parameter(0)).get(code.parameter(1)).i32(1).tableInit(segment));
    module.custom(section.name, section.content);
    return module.build();
  }

  /** Returns what puts the function of a library's region, by its number, at an index of the table. */
  install(library: WebAssembly.Module): (index: number, nth: number) => void {
    const { exports } = new WebAssembly.Instance(library, this.#imports);
    return exports[INSTALL] as (index: number, nth: number) => void; // what `library` exports
  }

  /** A module with a function for each region. */
  #build(regions: readonly Region[]): { readonly module: ModuleBuilder; readonly functions: readonly number[] } {
    const module = new ModuleBuilder();
    module.importMemory('host', 'memory', { minimum: 0, maximum: 65536, shared: true });
    module.importTable('host', 'regions', 0);
    const called = regions.map(helpersCalled);
    const names = new Set(called.flatMap((each) => [...each]));
    const helpers = [...names].map((name) => [name, module.importFunction('helper', name, [], ['i32'])] as const);
    const host = {
      fp: module.importFunction('host', 'fp', ['i32', 'i32'], ['i32']),
      regionType: regionType(module),
      pairType: module.type([], ['i32', 'i32']),
      counters: this.#counters,
    };
    const intrinsics = intrinsicsOf(module);
    const functions = regions.map((region, nth) => {
      const own = new Map(helpers.filter(([name]) => called[nth]?.has(name)));
      return module.function(undefined, ['i32', 'i32'], ['i32'], (code) => emitRegion(code, region, { ...host, helpers: own }, intrinsics, this.#knownHart));
    });
    return { module, functions };
  }
}

const helpersCalled = ({ blocks }: Region): ReadonlySet<string> =>
  new Set(blocks.flatMap(({ instructions }) => instructions.flatMap(({ decoded }) => helpersOf(decoded.instruction.program))));
