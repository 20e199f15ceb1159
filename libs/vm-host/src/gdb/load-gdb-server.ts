/** What serves gdb: loaded when it is needed, for it needs what replays recordings. */
export const loadGdbServer = async () => import('./serving.ts');
