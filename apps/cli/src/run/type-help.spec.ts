import { OptionError } from '@reprise/options';
import { expect, it } from 'vitest';
import { parseArguments } from '../options/parse-arguments.ts';
import { runOptions } from './run-options.ts';
import { typeHelpFor } from './type-help.ts';

const help = (args: readonly string[]): string | null => typeHelpFor(parseArguments(runOptions, args).values);

it.each([
  [['-M', 'help'], /^Machines:\nspike +- .*\nvirt +- RISC-V VirtIO board$/],
  [['-M', '?'], /^Machines:/],
  [['-M', 'virt,help'], /^virt options:\n +aclint=<bool> +- /],
  [['-cpu', 'help'], /^CPUs:\nrv64$/],
  [['-cpu', 'rv64,help'], /^rv64 options:\n(.*\n)* +sstc=<bool> +- /],
  [['-device', 'help'], /name "virtio-blk-device", bus virtio-bus, desc "virtio block device"/],
  [['-device', 'virtio-rng-device', '-device', 'virtio-blk-device,help'], /^virtio-blk-device options:\n +drive=<str> +- /],
])('%j', (args, expected) => {
  expect(help(args)).toMatch(expected);
});

it('has nothing to say where nobody asks', () => {
  expect(help(['-M', 'virt', '-cpu', 'rv64,v=off', '-device', 'virtio-rng-device'])).toBeNull();
});

it.each([
  [['-M', 'vrit,help'], "unknown machine 'vrit', did you mean 'virt'?"],
  [['-cpu', 'rv46,help'], "unknown CPU model 'rv46', did you mean 'rv64'?"],
  [['-device', 'virtio-blk,help'], "unknown device 'virtio-blk', did you mean 'virtio-blk-device'?"],
])('refuses %j', (args, message) => {
  expect(() => help(args)).toThrow(new OptionError(message));
});
