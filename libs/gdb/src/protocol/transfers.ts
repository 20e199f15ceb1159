import { memoryMap } from '../target/memory-map.ts';
import type { GdbTarget } from '../target/target.ts';
import { programPath } from './files.ts';
import { numberOf } from './hex.ts';
import { PACKET_BYTES } from './packets.ts';

/** What gdb may read with qXfer, by object; undefined for an annex that there is not. */
const objects: Readonly<Record<string, (target: GdbTarget, annex: string) => string | undefined>> = {
  features: ({ machine }, annex) => machine.description.get(annex),
  'exec-file': ({ program }) => program && programPath(program), // the annex is a process, of which there is one
  'memory-map': ({ writeProtection }, annex) => (annex === '' ? memoryMap(writeProtection !== null) : undefined),
};

/** What to say of them in qSupported. */
export const supportedTransfers = Object.keys(objects).map((name) => `qXfer:${name}:read+`).join(';');

/** `qXfer:` with `object:read:annex:offset,length`. */
export function transfer(target: GdbTarget, request: string): string {
  const [, object = '', annex = '', offsetText, lengthText] = /^([^:]*):read:([^:]*):([0-9a-f]+),([0-9a-f]+)$/i.exec(request) ?? [];
  if (!Object.hasOwn(objects, object)) return '';
  const content = objects[object]?.(target, annex);
  const offset = numberOf(offsetText);
  const length = numberOf(lengthText);
  if (content === undefined || offset === undefined || length === undefined) return 'E00';
  const part = content.slice(Number(offset), Number(offset) + Math.min(Number(length), PACKET_BYTES / 2));
  return `${Number(offset) + part.length < content.length ? 'm' : 'l'}${part}`;
}
