import { deviceHelp } from '@reprise/qdev';
import { propertyHelp } from '@reprise/options';
import { parseCpuOption } from '@reprise/riscv';
import { describe, expect, it } from 'vitest';
import { configurationOf, imageOf, MachineBench, MIB, registry } from '../testing/machine-bench.ts';
import type { DriveConfiguration, MachineConfiguration, PluggedDevice } from './configuration.ts';
import { deviceTypes, machineTypes } from './types.ts';

const disk = (id: string, given: Partial<DriveConfiguration> = {}): DriveConfiguration => ({
  id, sha256: '00', backend: { size: 4096, readonly: false, read: () => true, write: () => true, flush: () => true }, ...given,
});
const disks = (...ids: readonly string[]): DriveConfiguration[] => ids.map((id) => disk(id));
const blk = (drive: string, given: Partial<PluggedDevice> = {}): PluggedDevice => ({ type: 'virtio-blk-device', properties: { drive }, ...given });

describe('help', () => {
  it('lists the machines and their properties', () => {
    expect(machineTypes()).toEqual([{ name: 'spike', description: 'RISC-V Spike board' }, { name: 'virt', description: 'RISC-V VirtIO board' }]);
    expect(registry.list({ isA: 'machine' }).map(({ name }) => name)).toEqual(['spike-machine', 'virt-machine']);
    expect(propertyHelp('virt', registry.properties('virt-machine'))).toContain('aclint=<bool>');
  });

  it('lists the devices that can be plugged in', () => {
    expect(deviceHelp(deviceTypes)).toContain('name "virtio-blk-device", bus virtio-bus');
  });
});

describe('trees for the monitor', () => {
  const { machine } = new MachineBench({ drives: [disk('hd0', { interface: 'virtio' })] });

  it('show memory', () => {
    expect(machine.infoMtree()).toContain('0000000080000000-0000000080ffffff (prio 0, ram): riscv_virt_board.ram');
    expect(machine.infoMtree(true)).toContain('AS "memory", root: system');
  });

  it('show devices on their buses', () => {
    expect(machine.infoQtree()).toMatch(/dev: virtio-mmio, id "virtio7"[^]*?bus: virtio-mmio-bus.0\n.*\n *dev: virtio-blk-device, id "hd0"/);
  });

  it('show objects', () => {
    expect(machine.infoQomTree()).toContain('  /machine (virt-machine)\n    /soc (container)\n      /cpu0 (rv64-riscv-cpu)\n      /mswi (riscv.aclint.swi)');
  });
});

describe('devices', () => {
  const places = (configuration: Partial<MachineConfiguration>): string[] =>
    new MachineBench(configuration).machine.devices.filter((device) => device.isA('virtio-device')).map(({ path }) => path.replace('/machine/soc/', ''));

  it.each<[string, Partial<MachineConfiguration>, string[]]>([
    ['from the last slot on', { drives: disks('a', 'b'), devices: [blk('a'), blk('b')] }, ['virtio7/virtio-mmio-bus.0/device0', 'virtio6/virtio-mmio-bus.0/device1']],
    ['where they are told', { drives: disks('a', 'b'), devices: [blk('a', { id: 'a', bus: 'virtio-mmio-bus.0' }), blk('b', { id: 'b' })] }, ['virtio0/virtio-mmio-bus.0/a', 'virtio7/virtio-mmio-bus.0/b']],
    ['drives first', { drives: [disk('hd0', { interface: 'virtio' }), disk('hd1')], devices: [blk('hd1', { id: 'x' })] },
      ['virtio7/virtio-mmio-bus.0/hd0', 'virtio6/virtio-mmio-bus.0/x']],
  ])('are plugged in %s', (_how, configuration, expected) => {
    expect(places(configuration)).toEqual(expected);
  });

  it('get their properties from text, values, and -global', () => {
    const { machine } = new MachineBench({ globals: [{ type: 'virtio-mmio', property: 'force-legacy', value: 'on' }], machineProperties: { aclint: true } });
    expect([machine.space.read(0x1000_1004, 4), machine.root.resolve('/machine')?.get('aclint')]).toEqual([1, true]);
    expect(new MachineBench().machine.space.read(0x1000_1004, 4)).toBe(2);
  });

  it('are plugged into each other', () => {
    const { machine } = new MachineBench({
      devices: [{ type: 'virtio-serial-device', id: 's' }, { type: 'virtio-serial-device', id: 't' }, { type: 'virtconsole', properties: { chardev: 'hvc' } },
        { type: 'virtconsole', id: 'c', bus: 's.0' }],
    }, { chardevs: { hvc: { write: () => {} } } });
    expect(machine.devices.slice(-2).map(({ path }) => path.replace('/machine/soc/', ''))).toEqual(
      ['virtio6/virtio-mmio-bus.0/t/virtio-serial-bus.0/device2', 'virtio7/virtio-mmio-bus.0/s/virtio-serial-bus.0/c']);
    expect([...machine.receivers.keys()]).toContain(machine.chardev('hvc')?.path);
  });

  it('get the back ends that they name', () => {
    const { machine } = new MachineBench({ drives: disks('hd0'), devices: [blk('hd0', { id: 'x' })] });
    expect(machine.backendOwners.drive.get('hd0')?.path).toBe('/machine/soc/virtio7/virtio-mmio-bus.0/x');
    expect(machine.chardev('serial0')?.path).toBe('/machine/soc/uart0');
    expect([machine.chardev('none'), machine.deviceOfType('riscv.aclint.mtimer')?.name, machine.deviceOfType('pci')]).toEqual([null, 'mtimer', null]);
  });
});

describe('a configuration that does not work', () => {
  it.each<[Partial<MachineConfiguration>, string]>([
    [{ machine: 'virtt' }, "unknown machine 'virtt', did you mean 'virt'?"],
    [{ machineProperties: { aclimt: 'on' } }, "unknown property 'aclimt' of 'virt-machine', did you mean 'aclint'?"],
    [{ machineProperties: { aclint: 'maybe' } }, "property 'aclint' of 'virt-machine': expected on or off, got 'maybe'"],
    [{ smp: 0 }, "machine 'virt' has 1 to 8 harts, not 0"],
    [{ smp: 9 }, "machine 'virt' has 1 to 8 harts, not 9"],
    [{ memory: 100 }, "machine 'virt' has 1 MiB to 3584 MiB of RAM in pages of 4 KiB, not 100 bytes"],
    [{ memory: 16 * MIB + 1 }, 'of RAM in pages of 4 KiB, not 16777217 bytes'],
    [{ memory: 4096 * MIB }, 'of RAM in pages of 4 KiB, not 4294967296 bytes'],
    [{ devices: [{ type: 'virtio-blk' }] }, "unknown device 'virtio-blk', did you mean 'virtio-blk-device'?"],
    [{ devices: [{ type: 'virt-machine' }] }, "unknown device 'virt-machine'"],
    [{ devices: [{ type: 'ns16550a' }] }, "device 'ns16550a' is part of a board: it cannot be plugged in"],
    [{ devices: [blk('', { properties: { driv: 'x' } })] }, "unknown property 'driv' of 'virtio-blk-device', did you mean 'drive'?"],
    [{ devices: [blk('hd1')], drives: disks('hd0') }, "unknown drive 'hd1', did you mean 'hd0'?"],
    [{ devices: [blk('hd0'), blk('hd0')], drives: disks('hd0') }, "drive 'hd0' is in use by /machine/soc/virtio7/virtio-mmio-bus.0/device0 already"],
    [{ devices: [blk('a', { bus: 'virtio-mmio-bus.8' })], drives: disks('a') }, "unknown bus 'virtio-mmio-bus.8', did you mean 'virtio-mmio-bus.0'?"],
    [{ devices: [blk('a', { bus: 'virtio-mmio-bus.3' }), blk('b', { bus: 'virtio-mmio-bus.3' })], drives: disks('a', 'b') }, "bus 'virtio-mmio-bus.3' has no room for another 'virtio-blk-device'"],
    [{ devices: Array.from('abcdefghi', (id) => blk(id)), drives: disks(...'abcdefghi') }, "there is no virtio-bus with room for 'virtio-blk-device'"],
    [{ devices: [blk('a', { id: 'a' }), blk('b', { id: 'a' })], drives: disks('a', 'b') }, "two devices have the id 'a'"],
    [{ devices: [blk('a', { id: 'a/b' })] }, "'a/b' cannot be the id of a device"],
    [{ drives: disks('a', 'a') }, 'two drives have the same id'],
    [{ netdevs: [{ id: 'n', type: 'none' }, { id: 'n', type: 'loopback' }] }, "two netdevs have the same id: 'n', 'n'"],
    [{ netdevs: [{ id: 'net0', type: 'none' }], devices: [{ type: 'virtio-net-device', properties: { netdev: 'net1' } }] }, "unknown netdev 'net1', did you mean 'net0'?"],
    [{ machine: 'spike', devices: [blk('a')], drives: disks('a') }, "there is no virtio-bus with room for 'virtio-blk-device'"],
    [{ globals: [{ type: 'virtio-mmio', property: 'legacy', value: 'on' }] }, "unknown property 'legacy' of 'virtio-mmio', did you mean 'force-legacy'?"],
    [{ globals: [{ type: 'virtio-nmio', property: 'force-legacy', value: 'on' }] }, "unknown type 'virtio-nmio', did you mean 'virtio-mmio'?"],
    [{ fwCfgFiles: { 'a b': new Uint8Array(1) } }, "fw_cfg file 'a b'"],
    [{ rtcStart: -1 }, "property 'start' of 'goldfish_rtc'"],
    [{ drives: [disk('f', { interface: 'pflash', index: 2 })] }, "machine 'virt' has no flash 2 for drive 'f'"],
    [{ machine: 'spike', drives: [disk('f', { interface: 'pflash' })] }, "machine 'spike' has no flash 0 for drive 'f'"],
  ])('%j: %s', (configuration, message) => {
    expect(() => new MachineBench(configuration)).toThrow(message);
  });

  it('leaves the CPU to its own type', () => {
    const cpu = parseCpuOption(registry, 'rv64,sv39=off,c=off');
    const { machine } = new MachineBench({ cpu, kernel: imageOf('k', 1) });
    expect(machine.harts[0]?.configuration.maxSatpMode).toBe('bare');
    expect(configurationOf().machine).toBe('virt');
  });
});
