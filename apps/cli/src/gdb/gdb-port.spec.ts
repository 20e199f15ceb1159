import { expect, it } from 'vitest';
import { parsePort } from './gdb-port.ts';

it.each([['0', 0], ['1234', 1234], ['65535', 65_535], ['tcp::1234', 1234], ['tcp:localhost:1234', 1234], ['tcp:127.0.0.1:0', 0]])('%s is port %i', (text, port) => {
  expect(parsePort(text)).toBe(port);
});

it.each(['', '-1', '65536', '123456', '12a', ':1234', 'tcp:1234', 'tcp:0.0.0.0:1234', 'udp::1234', '/dev/pts/3'])('%j is none that is listened on', (text) => {
  expect(() => parsePort(text)).toThrow(`expected a TCP port from 0 (any that is free) to 65535, as 1234 or tcp::1234, got '${text}'`);
});
