/** What watches runs for crashes and keeps their records: loaded when it is needed, for it needs the decoder and more. */
export const loadCrashes = async () => import('./crashes.ts');
