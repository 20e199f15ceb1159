import { describe, expect, it } from 'vitest';
import { ModuleBuilder, printModule, type Code } from './index.ts';

const textOf = (write: (code: Code) => void): string => {
  const builder = new ModuleBuilder();
  builder.function(undefined, [], ['i64'], write);
  return printModule(builder.build()).split('\n').slice(3, -3).map((line) => line.slice(4)).join('\n');
};

describe('printModule', () => {
  it('prints all sections', () => {
    const builder = new ModuleBuilder();
    builder.importMemory('host', 'memory', { minimum: 1, maximum: 65536, shared: true });
    builder.importTable('host', 'regions', 8);
    const host = builder.importFunction('host', 'f', ['i32', 'i64'], []);
    const own = builder.function('run', ['i32'], ['i32'], (code) => {
      const local = code.local('i64');
      code.get(code.parameter(0)).get(local).call(host).i32(-1);
    });
    builder.element(5, own);
    expect(printModule(builder.build())).toBe(`(module
  (type (;0;) (func (param i32 i64)))
  (type (;1;) (func (param i32) (result i32)))
  (import "host" "memory" (memory 1 65536 shared))
  (import "host" "regions" (table 8 funcref))
  (import "host" "f" (func (;0;) (type 0)))
  (func (;1;) (type 1)
    (local i64)
    local.get 0  local.get 1  call 0  i32.const -1
  )
  (export "run" (func 1))
  (elem (i32.const 5) func 1)
)
`);
  });

  it('names labels by how deep they are, and ends a line where nothing is left to go on with', () => {
    const text = textOf((code) => {
      const n = code.local('i64');
      code.block((done) => {
        code.loop((again) => {
          code.get(n).op('i64.eqz').brIf(done);
          code.get(n).op('i32.wrap_i64').if(() => code.br(again), () => code.br(done), 'i64');
          code.op('drop').i32(1).brTable([done, again], done);
        });
      });
      code.i32(8).memory('i64.load', 16).i32(0).i64(1n << 63n).memory('i64.store8');
    });
    expect(text).toBe(`(local i64)
block $1
  loop $2
    local.get 0  i64.eqz  br_if $1
    local.get 0  i32.wrap_i64  if $3 (result i64)
      br $2
    else
      br $1
    end
    drop
    i32.const 1  br_table $1 $2 $1
  end
end
i32.const 8  i64.load offset=16  i32.const 0  i64.const -9223372036854775808  i64.store8`);
  });

  it.each([[0.1, '0.1'], [-0, '-0'], [Infinity, 'inf'], [-Infinity, '-inf'], [NaN, 'nan:0x8000000000000'], [5e-324, '5e-324']])('prints the double %d', (value, text) => {
    expect(textOf((code) => code.f64(value))).toBe(`f64.const ${text}`);
  });

  it('refuses what ModuleBuilder does not write', () => {
    const builder = new ModuleBuilder();
    builder.function(undefined, [], [], () => {});
    const bytes = builder.build();
    const body = bytes.length - 1; // its only instruction, `end`
    bytes[body] = 0xff;
    expect(() => printModule(bytes)).toThrow('no instruction 0xff');
  });
});
