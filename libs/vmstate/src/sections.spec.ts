import { describe, expect, it } from 'vitest';
import { flag, loadSection, loadSections, resetState, saveSection, saveSections, StateError, type Tree, u16, u8 } from './index.ts';

const first = { name: 'uart', version: 1, fields: { divisor: u8(1) } };
const third = {
  name: 'uart',
  version: 3,
  fields: { dll: u16(), enabled: flag() },
  upgrades: {
    1: ({ divisor = 0, ...rest }: { readonly [key: string]: Tree }) => ({ ...rest, dll: divisor }),
    2: (fields: { readonly [key: string]: Tree }) => ({ ...fields, enabled: true }),
  },
};

describe('sections', () => {
  it('keep name and version with the fields', () => {
    expect(saveSection(first, resetState(first.fields), '/uart')).toEqual({ type: 'uart', version: 1, fields: { divisor: 1 } });
  });

  it('of an earlier version are upgraded step by step', () => {
    const state = loadSection(third, { type: 'uart', version: 1, fields: { divisor: 13 } }, '/uart');
    expect([state.dll, state.enabled]).toEqual([13, true]);
    expect(loadSection(third, { type: 'uart', version: 2, fields: { dll: 2 } }, '/uart').dll).toBe(2);
  });

  it.each<[string, Tree, string]>([
    ['another type', { type: 'rtc', version: 1, fields: {} }, "/uart: expected the state of 'uart', got 'rtc'"],
    ['a version to come', { type: 'uart', version: 4, fields: {} }, "/uart: expected version 1..3 of 'uart', got 4"],
    ['version 0', { type: 'uart', version: 0, fields: {} }, 'expected version 1..3'],
    ['no version', { type: 'uart', fields: {} }, 'got undefined'],
    ['no fields', { type: 'uart', version: 3 }, '/uart: expected a map'],
    ['more parts', { type: 'uart', version: 3, fields: {}, extra: 1 }, '/uart.extra: there is no such part'],
    ['fields of another version', { type: 'uart', version: 3, fields: { divisor: 1 } }, '/uart.divisor: there is no such field'],
  ])('are refused with %s', (_what, tree, message) => expect(() => loadSection(third, tree, '/uart')).toThrow(message));

  it('are refused where an upgrade is missing', () => {
    expect(() => loadSection({ ...third, upgrades: {} }, { type: 'uart', version: 1, fields: {} }, '/uart')).toThrow('no upgrade from 1');
  });
});

describe('the state of all objects', () => {
  const objectAt = (path: string, value: Tree) => {
    const object = { path, value, save: () => object.value, load: (tree: Tree) => void (object.value = tree) };
    return object;
  };

  it('is found by path', () => {
    const saved = saveSections([objectAt('/b', 1), objectAt('/a', [2])]);
    const [a, b] = [objectAt('/a', null), objectAt('/b', null)];
    loadSections([a, b], saved);
    expect([a.value, b.value]).toEqual([[2], 1]);
  });

  it.each<[Tree, string]>([[{}, '/a: its state is missing'], [{ '/a': 1, '/b': 2 }, '/b: there is no such object'], [[], 'state: expected a map']])(
    'is refused if it is not for these objects: %j', (tree, message) => {
      const load = (): void => loadSections([objectAt('/a', null)], tree);
      expect(load).toThrow(StateError);
      expect(load).toThrow(message);
    });
});
