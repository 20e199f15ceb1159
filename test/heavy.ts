/**
 * Specs that take minutes on two cores, or a server of 105 MB of packages: `REPRISE_HEAVY=1 ./reprise test` runs them as well.
 */
export const heavySpecs: readonly string[] = [
  'test/crash/linux.spec.ts',
  'test/faults/cluster.spec.ts',
  'test/gdb/linux-harts.spec.ts',
  'test/replay/linux-recording.spec.ts',
  'test/s3/**/*.spec.ts',
  'test/snapshot/linux.spec.ts',
];

export const runsHeavySpecs = process.env['REPRISE_HEAVY'] === '1';
