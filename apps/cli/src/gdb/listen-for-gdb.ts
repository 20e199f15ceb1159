import { OptionError } from '@reprise/options';
import { loadGdbServer, type GdbServer } from '@reprise/vm-host';

/** Listens for gdb. @throws OptionError if the port cannot be had; `option` is how it was asked for */
export async function listenForGdb(option: string, port: number): Promise<GdbServer> {
  try {
    const { GdbServer } = await loadGdbServer();
    return await GdbServer.listen(port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const problem = code === 'EADDRINUSE' ? 'it is in use' : code === 'EACCES' ? 'not permitted' : error instanceof Error ? error.message : String(error);
    throw new OptionError(`option '${option}': cannot listen on port ${port} of 127.0.0.1: ${problem}; 0 takes any that is free`);
  }
}

/** What to type to have gdb attach. */
export const attachLine = ({ address }: GdbServer): string => `gdb-multiarch -ex 'target remote ${address}'`;
