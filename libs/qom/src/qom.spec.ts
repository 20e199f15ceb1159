import { bool, int, OptionError, string } from '@reprise/options';
import { describe, expect, it } from 'vitest';
import { infoQomTree, link, ObjectError, QObject, qomList, qomListProperties, TypeRegistry } from './index.ts';

function registry(): TypeRegistry {
  const types = new TypeRegistry();
  types.register({ name: 'device', abstract: true, properties: { id: string({ description: 'its name' }), quiet: bool({ default: false, description: 'no output' }) } });
  types.register({ name: 'uart', parent: 'device', description: 'a UART', properties: { baud: int({ default: 9600, description: 'bits a second' }), quiet: bool({ default: true, description: 'as for a UART' }) } });
  types.register({ name: 'fast-uart', parent: 'uart', properties: { limit: int({ default: 1, description: 'may change', runtime: true }) } });
  types.register({ name: 'cpu', parent: 'device', properties: { uart: link('uart', { description: 'its console', needed: true }), other: link('device', { description: 'any' }) } });
  return types;
}

describe('TypeRegistry', () => {
  it('knows parents and children', () => {
    const types = registry();
    expect(types.ancestry('fast-uart').map(({ name }) => name)).toEqual(['fast-uart', 'uart', 'device', 'object']);
    expect([types.isA('fast-uart', 'device'), types.isA('uart', 'fast-uart'), types.isA('uart', 'uart')]).toEqual([true, false, true]);
    expect(types.list({ isA: 'device' }).map(({ name }) => name)).toEqual(['cpu', 'fast-uart', 'uart']);
    expect(types.list({ isA: 'uart', abstract: true }).map(({ name }) => name)).toEqual(['fast-uart', 'uart']);
    expect(types.list({ abstract: true }).map(({ name }) => name)).toEqual(['container', 'cpu', 'device', 'fast-uart', 'object', 'uart']);
  });

  it('inherits properties, which a type may replace', () => {
    const types = registry();
    expect(qomListProperties(types, 'fast-uart')).toEqual([
      { name: 'id', type: 'str', description: 'its name', defaultValue: '' }, { name: 'quiet', type: 'bool', description: 'as for a UART', defaultValue: 'on' },
      { name: 'baud', type: 'int', description: 'bits a second', defaultValue: '9600' }, { name: 'limit', type: 'int', description: 'may change', defaultValue: '1' },
    ]);
  });

  it.each<[string, (types: TypeRegistry) => unknown, string]>([
    ['a type twice', (types) => types.register({ name: 'uart' }), "type 'uart' is registered twice"],
    ['an unknown parent', (types) => types.register({ name: 'x', parent: 'y' }), "type 'x' has an unknown parent 'y'"],
    ['an unknown type', (types) => types.create('urat'), "unknown type 'urat', did you mean 'uart'?"],
    ['an abstract type', (types) => types.create('device'), "type 'device' is abstract"],
    ['an unknown property', (types) => types.create('uart', { buad: 1 }), "unknown property 'buad' of 'uart', did you mean 'baud'?"],
    ['a bad value', (types) => types.create('uart', { baud: 'x' }), "property 'baud' of 'uart': expected an integer"],
  ])('refuses %s', (_what, act, message) => expect(() => act(registry())).toThrow(message));

  it('makes instances the way the nearest ancestor says', () => {
    class Device extends QObject {}
    const types = new TypeRegistry();
    types.register({ name: 'device', create: (init) => new Device(init) });
    types.register({ name: 'uart', parent: 'device' });
    expect(types.create('uart')).toBeInstanceOf(Device);
    expect(types.create('container')).not.toBeInstanceOf(Device);
  });
});

function tree() {
  const types = registry();
  const root = types.create('container');
  const machine = root.addChild('machine', types.create('container'));
  const soc = machine.addChild('soc', types.create('container'));
  const uart = soc.addChild('uart0', types.create('fast-uart', { baud: 300 }));
  const cpu = machine.addChild('cpu0', types.create('cpu'));
  return { types, root, machine, soc, uart, cpu };
}

describe('QObject', () => {
  it('has a place in the tree', () => {
    const { root, machine, soc, uart, cpu } = tree();
    expect([root, machine, uart].map(({ path }) => path)).toEqual(['/', '/machine', '/machine/soc/uart0']);
    expect([root.resolve('/machine/soc/uart0'), soc.resolve('uart0'), cpu.resolve('/machine'), cpu.resolve('nope/deeper')]).toEqual([uart, uart, machine, null]);
    expect([...machine.descendants()].map(({ name }) => name)).toEqual(['machine', 'soc', 'uart0', 'cpu0']);
    soc.removeChild(uart);
    expect([uart.path, soc.children, uart.parent]).toEqual(['/', [], null]);
  });

  it.each<[string, (t: ReturnType<typeof tree>) => unknown, string]>([
    ['a name twice', ({ soc, types }) => soc.addChild('uart0', types.create('uart')), "/machine/soc already has a child 'uart0'"],
    ['a slash in a name', ({ soc, types }) => soc.addChild('a/b', types.create('uart')), "'a/b' cannot be the name"],
    ['a second parent', ({ machine, uart }) => machine.addChild('u', uart), '/machine/soc/uart0 already has a parent'],
    ['a circle', ({ soc, root }) => soc.addChild('root', root), '/machine/soc cannot hold its own root'],
    ['removing a stranger', ({ soc, cpu }) => soc.removeChild(cpu), "/machine/soc has no child 'cpu0'"],
    ['realizing twice', ({ uart }) => { uart.markRealized(); uart.markRealized(); }, '/machine/soc/uart0 is realized already'],
  ])('refuses %s', (_what, act, message) => {
    expect(() => act(tree())).toThrow(ObjectError);
    expect(() => act(tree())).toThrow(message);
  });

  it('gets and sets properties', () => {
    const { uart } = tree();
    uart.set('baud', 1200);
    uart.setText('quiet', 'off');
    expect([uart.get('baud'), uart.getText('baud'), uart.get('quiet'), uart.values['limit']]).toEqual([1200, '1200', false, 1]);
    uart.markRealized();
    uart.set('limit', 2);
    expect(uart.get('limit')).toBe(2);
    expect(() => uart.set('baud', 1)).toThrow("property 'baud' of 'fast-uart' cannot be set any more: /machine/soc/uart0 is realized");
    expect(() => uart.get('x')).toThrow("unknown property 'x' of 'fast-uart'");
  });

  it('links to objects of the right type only', () => {
    const { uart, cpu, machine } = tree();
    expect(() => cpu.markRealized()).toThrow("link 'uart' of 'cpu' at /machine/cpu0 must be set");
    expect(() => cpu.set('uart', machine)).toThrow("property 'uart' of 'cpu': expected a uart, got /machine, a container");
    expect(() => cpu.set('uart', 5)).toThrow("expected a uart, got '5'");
    expect(() => cpu.setText('uart', '/machine/soc/uart1')).toThrow("unknown object '/machine/soc/uart1', did you mean '/machine/soc/uart0'?");
    cpu.setText('uart', '/machine/soc/uart0');
    expect([cpu.get('uart'), cpu.getText('uart'), cpu.getText('other')]).toEqual([uart, '/machine/soc/uart0', '']);
    expect(() => cpu.markRealized()).not.toThrow();
    expect(() => tree().types.create('cpu', { uart: 'text' })).toThrow(OptionError);
  });

  it('shows itself', () => {
    const { root, uart } = tree();
    expect(qomList(uart).slice(0, 2)).toEqual([{ name: 'type', type: 'str', value: 'fast-uart' }, { name: 'id', type: 'str', value: '' }]);
    expect(qomList(root)).toEqual([{ name: 'type', type: 'str', value: 'container' }, { name: 'machine', type: 'child<container>', value: '/machine' }]);
    expect(infoQomTree(root)).toBe('/ (container)\n  /machine (container)\n    /soc (container)\n      /uart0 (fast-uart)\n    /cpu0 (cpu)');
  });
});
