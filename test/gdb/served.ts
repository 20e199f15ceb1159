import { start, type Call, type Outcome } from '../e2e/reprise.ts';
import { gdbAt } from './gdb.ts';

export interface Served extends Call {
  /** Where gdb is to attach. */
  readonly address: string;
}

/** Waits until a command that serves gdb says where. */
export async function servedBy(call: Call): Promise<Served> {
  call.child.stdin?.end();
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const [, place] = /gdb-multiarch -ex 'target remote (127\.0\.0\.1:\d+)'/.exec(said) ?? [];
      if (place !== undefined) resolve(place);
    };
    call.child.stdout?.on('data', listen);
    call.child.stderr?.on('data', listen);
    call.child.on('close', () => reject(new Error(`it ended before it served gdb: ${said}`)));
  });
  return { ...call, address };
}

export const serve = (...args: string[]): Promise<Served> => servedBy(start(args));

/** What a gdb printed that carried out commands, and how the command that served it ends. */
export async function debugged(call: Call, commands: readonly string[], symbols?: string): Promise<{ output: string; outcome: Promise<Outcome> }> {
  const { address, outcome } = await servedBy(call);
  return { output: await gdbAt(address, commands, { ...(symbols !== undefined && { symbols }) }), outcome };
}

/** The same of a command by its arguments, once it has ended. */
export async function debug(args: readonly string[], commands: readonly string[], symbols?: string): Promise<{ output: string; outcome: Outcome }> {
  const { output, outcome } = await debugged(start(args), commands, symbols);
  return { output, outcome: await outcome };
}

/** What `monitor icount` has said, in its order. */
export const icounts = (output: string): number[] => Array.from(output.matchAll(/^icount (\d+)/gm), ([, icount]) => Number(icount));
/** The same of `print`. */
export const printed = (output: string): string[] => Array.from(output.matchAll(/^\$\d+ = (.*)$/gm), ([, value = '']) => value);
