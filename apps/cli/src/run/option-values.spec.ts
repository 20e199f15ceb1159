import { OptionError } from '@reprise/options';
import { describe, expect, it } from 'vitest';
import {
  parseCounts, parseDevice, parseDrive, parseGlobal, parseIcount, parseMachine, parseMemory, parseRtc, parseSeconds, parseSeed, parseSmp, parseTrace,
} from './option-values.ts';

const MIB = 2 ** 20;
const plainDrive = { id: 'drive0', interface: 'virtio', readonly: false, snapshot: false };

const good: readonly [parse: (text: string) => unknown, text: string, value: unknown][] = [
  [parseMemory, '256M', 256 * MIB],
  [parseMemory, '256', 256 * MIB],
  [parseMemory, '1G', 1024 * MIB],
  [parseMemory, 'size=64M', 64 * MIB],
  [parseSmp, '4', 4],
  [parseSmp, 'cpus=4', 4],
  [parseMachine, 'virt', { name: 'virt', properties: {} }],
  [parseMachine, 'virt,aclint=on', { name: 'virt', properties: { aclint: 'on' } }],
  [parseMachine, 'type=virt,aclint=on', { name: 'virt', properties: { aclint: 'on' } }],
  [parseDevice, 'virtio-rng-device', { type: 'virtio-rng-device', properties: {} }],
  [parseDevice, 'driver=a,id=b,bus=c.0,d=e', { type: 'a', id: 'b', bus: 'c.0', properties: { d: 'e' } }],
  [parseDevice, 'a,help', { type: 'a', properties: { help: 'on' } }],
  [parseGlobal, 'virtio-mmio.force-legacy=false', { type: 'virtio-mmio', property: 'force-legacy', value: 'false' }],
  [parseIcount, 'shift=3', 3],
  [parseIcount, 'shift=0,sleep=off', 0],
  [parseRtc, 'base=1970-01-02', 86_400],
  [parseRtc, 'base=2026-01-31T12:00:01', 1_769_860_801],
  [parseSeed, '18446744073709551615', 2n ** 64n - 1n],
  [parseSeed, '0x10', 16n],
  [parseSeconds, '1.5', 1500],
  [parseCounts, '1,20,0x10', [1, 20, 16]],
  [parseTrace, 'exec,irq', [{ kind: 'exec' }, { kind: 'irq' }]],
  [parseTrace, 'mmio,jit,jit=0x8000012C', [{ kind: 'mmio' }, { kind: 'jit' }, { kind: 'jit', address: 0x8000012cn }]],
];

const drives: readonly [text: string, index: number, value: object][] = [
  ['disk.img', 0, { ...plainDrive, file: 'disk.img' }],
  ['a,,b.img,ro', 3, { ...plainDrive, file: 'a,b.img', id: 'drive3', readonly: true }],
  ['file=x,format=raw,if=none,id=d,readonly=on', 0, { file: 'x', interface: 'none', id: 'd', readonly: true, snapshot: false }],
  ['file=x,if=pflash,index=1', 0, { ...plainDrive, file: 'x', interface: 'pflash', index: 1 }],
  ['file=x,if=pflash,unit=1,snapshot=on', 0, { ...plainDrive, file: 'x', interface: 'pflash', index: 1, snapshot: true }],
];

const bad: readonly [parse: (text: string) => unknown, text: string, message: string][] = [
  [parseMemory, '512K', "expected a size in 1 MiB..3584 MiB, such as 512, 64K, 256M or 2G, got '512K'"],
  [parseMemory, 'sice=1M', "unknown property 'sice' of 'm', did you mean 'size'?"],
  [parseMemory, 'size=x', "property 'size' of 'm': expected a size in 1 MiB..3584 MiB, such as 512, 64K, 256M or 2G, got 'x'"],
  [parseSmp, '0', "expected an integer in 1..8, got '0'"],
  [parseSmp, 'cpus=9', "property 'cpus' of 'smp': expected an integer in 1..8, got '9'"],
  [parseMachine, 'aclint=on', "'aclint=on': the machine's name is missing"],
  [parseMachine, ',a=b', "',a=b': a name is missing before the first comma"],
  [parseDevice, 'id=x', "'id=x': the device's type is missing"],
  [parseDevice, 'a,b=1,b=2', "'a,b=1,b=2': 'b' is given twice"],
  [parseGlobal, 'virtio-mmio', "expected TYPE.PROPERTY=VALUE, got 'virtio-mmio'"],
  [parseIcount, '3', "unknown property '3' of 'icount'"],
  [parseIcount, 'sleep=off', "property 'shift' of 'icount' must be given"],
  [parseIcount, 'shift=11', "property 'shift' of 'icount': expected an integer in 0..10, got '11'"],
  [parseRtc, 'base=2026-13-01', "property 'base' of 'rtc': expected utc or a date such as 2026-01-31T12:00:00, got '2026-13-01'"],
  [parseRtc, 'base=utc,clock=host', "property 'clock' of 'rtc': expected one of vm, got 'host'"],
  [parseSeed, '-1', "expected an integer in 0..2^64-1, got '-1'"],
  [parseSeed, '18446744073709551616', "expected an integer in 0..2^64-1, got '18446744073709551616'"],
  [parseSeconds, '0', "expected a number of seconds above 0, got '0'"],
  [parseSeconds, 'soon', "expected a number of seconds above 0, got 'soon'"],
  [parseCounts, '1,,2', "expected an integer in 0..9007199254740991, got ''"],
  [parseTrace, 'exec,all', "expected one of exec, mmio, irq, jit, got 'all'"],
  [parseTrace, 'jit=main', "'jit=main': expected jit=ADDRESS, such as jit=0x80000000"],
  [(text) => parseDrive(text, 0), 'disk.img,rw', "unknown property 'rw' of 'drive', did you mean 'ro'?"],
  [(text) => parseDrive(text, 0), 'format=raw', "property 'file' of 'drive' must be given"],
  [(text) => parseDrive(text, 0), 'file=', "property 'file' of 'drive': 'file' is empty"],
  [(text) => parseDrive(text, 0), 'x,file=y', "'x,file=y': 'file' is given twice"],
  [(text) => parseDrive(text, 0), 'x,format=qcow2', "property 'format' of 'drive': expected one of raw, got 'qcow2'"],
];

describe('option values', () => {
  it.each(good)('%o reads %j', (parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each(drives)('--drive %s', (text, index, value) => {
    expect(parseDrive(text, index)).toEqual(value);
  });

  it.each(bad)('%o refuses %j', (parse, text, message) => {
    expect(() => parse(text)).toThrow(new OptionError(message));
  });
});
