/**
 * The direction of dependencies. A library may depend on those before it in this list, on none after it;
 * apps may depend on every library, and nothing depends on an app.
 */
export const layers: readonly string[] = [
  'bits',
  'vmstate',
  'tree',
  'options',
  'qom',
  'clock',
  'memory',
  'qdev',
  'ir',
  'wasm',
  'isa',
  'softfloat',
  'riscv',
  'softmmu',
  'lower',
  'interp',
  'jit',
  'reference',
  'hw',
  'machine',
  'vm',
  'replay',
  'gdb',
  'crash',
  // Below: the host.
  'store',
  'vm-host',
  // The service.
  'contracts',
  'control',
  'record',
  'queue',
  'api-client',
];

/** Libraries that may use the host (Node, clocks, files). All others are the deterministic, browser-safe zone. */
export const hostLibraries: ReadonlySet<string> = new Set(['store', 'vm-host', 'contracts', 'control', 'record', 'queue', 'api-client']);

/** Place in the direction: a package may depend only on those of a lower rank. Undefined for a library not listed above. */
export const rank = (folder: string): number | undefined => {
  if (folder.startsWith('apps/')) return layers.length;
  const index = layers.indexOf(folder.replace(/^libs\//, ''));
  return index === -1 ? undefined : index;
};
