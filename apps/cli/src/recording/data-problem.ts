/** Errors that say what is wrong with stored data or its storage, in words for the person who named it. By name: their libraries may not be loaded. */
const names: ReadonlySet<string> = new Set([
  'LogError', 'RecordingError', 'Divergence', // libs/replay
  'BadStoreUrl', 'Damaged', 'NoSpace', 'NotFound', 'PermissionDenied', 'Unavailable', 'UnknownFormat', // libs/store
  'SnapshotError', // libs/vm-host
  'StateError', // libs/vmstate
]);

export const isDataProblem = ({ name }: Error): boolean => names.has(name);
