/** What profiles runs: loaded when it is needed, for it needs the decoder and more. */
export const loadProfiling = async () => import('./profiling.ts');
