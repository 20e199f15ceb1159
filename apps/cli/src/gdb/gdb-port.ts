import { OptionError } from '@reprise/options';

const MOST = 65_535;

/** `1234`, or as QEMU has it `tcp::1234`. */
export function parsePort(text: string): number {
  const [, digits] = /^(?:tcp:(?:localhost|127\.0\.0\.1)?:)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits ?? NaN);
  if (port <= MOST) return port;
  throw new OptionError(`expected a TCP port from 0 (any that is free) to ${MOST}, as 1234 or tcp::1234, got '${text}'`);
}
