/** What a person asks of the emulator, not of the guest. */
export type ConsoleCommand = 'quit' | 'help' | 'monitor';

const ESCAPE = 0x01; // Ctrl-A

/** By the key after Ctrl-A; 'c' is kept for the monitor. */
const commandOfKey: Readonly<Record<string, ConsoleCommand>> = { x: 'quit', h: 'help', '?': 'help', c: 'monitor' };

/** The text of `Ctrl-A h`. */
export const consoleHelp = ['Ctrl-A h  this help', 'Ctrl-A x  quit', 'Ctrl-A Ctrl-A  send Ctrl-A', ''].join('\n');

/** Takes QEMU's escape sequences out of what is typed: Ctrl-A and a key. */
export class EscapeKeys {
  #isEscaped = false;

  /** Splits what was typed into bytes for the guest and commands. */
  feed(typed: Uint8Array): { readonly bytes: Uint8Array; readonly commands: readonly ConsoleCommand[] } {
    const bytes: number[] = [];
    const found: ConsoleCommand[] = [];
    for (const byte of typed) {
      if (!this.#isEscaped) {
        if (byte === ESCAPE) this.#isEscaped = true;
        else bytes.push(byte);
        continue;
      }
      this.#isEscaped = false;
      const command = commandOfKey[String.fromCharCode(byte)];
      if (command) found.push(command);
      else if (byte === ESCAPE) bytes.push(byte);
    }
    return { bytes: Uint8Array.from(bytes), commands: found };
  }
}
