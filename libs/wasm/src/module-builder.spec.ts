import { describe, expect, it } from 'vitest';
import { ByteWriter, ModuleBuilder, type Code } from './index.ts';

const run = (write: (code: Code) => void): unknown => {
  const builder = new ModuleBuilder();
  builder.function('f', [], ['i64'], write);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(builder.build()), {});
  const f = instance.exports['f'];
  return (f as () => unknown)(); // what was just exported
};

describe('ModuleBuilder', () => {
  const constants = [0n, 1n, -1n, 63n, 64n, -64n, -65n, 0x7fff_ffff_ffff_ffffn, -0x8000_0000_0000_0000n];
  it.each(constants)('encodes the constant %s', (value) => {
    expect(run((code) => code.i64(value))).toBe(value);
  });

  it('resolves labels across nested blocks', () => {
    const sum = run((code) => {
      const n = code.local('i64');
      const total = code.local('i64');
      code.i64(10n).set(n);
      code.block((done) => {
        code.loop((again) => {
          code.get(n).op('i64.eqz').brIf(done);
          code.get(total).get(n).op('i64.add').set(total);
          code.get(n).i64(1n).op('i64.sub').set(n).br(again);
        });
      });
      code.get(total);
    });
    expect(sum).toBe(55n);
  });

  it('refuses an import after a function', () => {
    const builder = new ModuleBuilder();
    builder.function(undefined, [], [], () => {});
    expect(() => builder.importFunction('env', 'late', [], [])).toThrow('env.late comes after');
  });
});

describe('ByteWriter', () => {
  it.each([[0, [0]], [127, [127]], [128, [0x80, 1]], [0xffff_ffff, [0xff, 0xff, 0xff, 0xff, 0x0f]]])('writes unsigned %i', (value, bytes) => {
    const out = new ByteWriter();
    out.unsigned(value);
    expect([...out.finish()]).toEqual(bytes);
  });
});
