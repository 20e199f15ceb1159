const half = (type: string, start: string): string => `<memory type="${type}" start="${start}" length="0x8000000000000000"/>`;

/**
 * The memory map for gdb ("Debugging with GDB", appendix E.14). gdb asks once, and takes what is not in it for unreachable; its addresses are virtual, and
 * what is where under them changes as the guest runs. So it is all of one kind: what can be written, or, of a recording, what cannot.
 */
export function memoryMap(isReadOnly: boolean): string {
  const type = isReadOnly ? 'rom' : 'ram';
  return `<?xml version="1.0"?><!DOCTYPE memory-map PUBLIC "+//IDN gnu.org//DTD GDB Memory Map V1.0//EN" "http://sourceware.org/gdb/gdb-memory-map.dtd"><memory-map>${half(type, '0x0')}${half(type, '0x8000000000000000')}</memory-map>`;
}
