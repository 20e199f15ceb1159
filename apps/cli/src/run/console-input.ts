import { fstatSync } from 'node:fs';
import { LiveInput, readFile, type Boot, type ConsoleCommand, type RunConfiguration } from '@reprise/vm-host';

/** What is typed at the guest's console. */
export interface ConsoleInput {
  /** What is there before the run begins. */
  readonly whole: Uint8Array;
  /** What comes while it goes on. */
  readonly live?: LiveInput;
  /** stdin is a person's terminal, which is now in raw mode; this puts it back. */
  readonly restore?: () => void;
}

const LIMIT = 64 << 20;
const STDIN = 0;
/** A pipe that gives nothing for so long and does not end is one that somebody types into as the run goes on. */
const QUIET_MS = 50;

/** Ctrl-D: the end of input at a terminal. A line that was begun takes two. */
const END_OF_INPUT = Uint8Array.of(4, 4);

/** The bundled Linux has a shell, which is to end when its input does. */
const endOf = ({ kind }: Boot): Uint8Array => (kind === 'linux' ? END_OF_INPUT : new Uint8Array(0));

const none: ConsoleInput = { whole: new Uint8Array(0) };

/**
 * Finds out what is typed at the console: what `--console-input` says; without it stdin, if it is a terminal or the guest is given nothing
 * else to do (no `--cmd`).
 * @throws FileError
 */
export async function openConsoleInput(
  option: string | undefined, { boot }: RunConfiguration, onCommand: (command: ConsoleCommand) => void,
): Promise<ConsoleInput> {
  const atEnd = endOf(boot);
  if (option !== undefined && option !== '-') return readWhole(option, atEnd);
  const hasCommand = boot.kind === 'linux' && boot.command !== undefined;
  const stdin = fstatSync(STDIN);
  if (process.stdin.isTTY) return openTerminal(onCommand);
  if (option === undefined && hasCommand) return none;
  if (!stdin.isFIFO() && !stdin.isSocket()) return readWhole('/dev/stdin', atEnd);
  return openPipe(atEnd);
}

/** The same where nothing comes while the run goes on: without `--console-input`, nothing is typed. @throws FileError */
export const openWholeInput = (option: string | undefined, { boot }: RunConfiguration): Uint8Array =>
  option === undefined ? none.whole : readWhole(option === '-' ? '/dev/stdin' : option, endOf(boot)).whole;

const readWhole = (path: string, atEnd: Uint8Array): ConsoleInput =>
  ({ whole: Buffer.concat([readFile(`console input '${path}'`, path, LIMIT), atEnd]) });

/** What is whole when the run begins comes at its first instruction; if there may be more, that comes as it comes. */
async function openPipe(atEnd: Uint8Array): Promise<ConsoleInput> {
  const live = new LiveInput(process.stdin, { atEnd });
  await live.settle(QUIET_MS);
  const whole = live.take();
  if (!live.hasEnded) return { whole, live };
  live[Symbol.dispose]();
  return { whole };
}

function openTerminal(onCommand: (command: ConsoleCommand) => void): ConsoleInput {
  const { stdin } = process;
  stdin.setRawMode(true);
  const restore = (): void => void stdin.setRawMode(false);
  process.on('exit', restore);
  return { ...none, live: new LiveInput(stdin, { onCommand }), restore };
}
