export { GdbServer, type GdbServerEvents } from './gdb-server.ts';
export { programOfGuest } from './program-of-guest.ts';
