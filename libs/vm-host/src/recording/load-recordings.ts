/** What records runs in folders and opens such recordings: loaded when it is needed, for it needs the store. */
export const loadRecordings = async () => import('./recordings.ts');
