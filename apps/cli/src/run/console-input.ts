import { fstatSync } from 'node:fs';
import { injectEndOfInput, injectWholeInput, LiveInput, readFile, type ConsoleCommand, type RunConfiguration } from '@reprise/vm-host';
import type { Run } from '@reprise/vm';

/** What is typed at the guest's console. */
export interface ConsoleInput {
  /** What is there before the run begins. */
  readonly whole: Uint8Array;
  /** Nothing more comes: the end is typed too, where the guest is one that knows it. */
  readonly isEnded: boolean;
  /** What comes while the run goes on. */
  readonly live?: LiveInput;
  /** stdin is a person's terminal, which is now in raw mode; this puts it back. */
  readonly restore?: () => void;
}

const LIMIT = 64 << 20;
const STDIN = 0;
/** A pipe that gives nothing for so long and does not end is one that somebody types into as the run goes on. */
const QUIET_MS = 50;

const nothing = new Uint8Array(0);

/**
 * Finds out what is typed at the console: what `--console-input` says; without it stdin, if it is a terminal or `readsStdin`.
 * @throws FileError
 */
export async function openConsoleInput(
  option: string | undefined, readsStdin: boolean, onCommand: (command: ConsoleCommand) => void,
): Promise<ConsoleInput> {
  if (option !== undefined && option !== '-') return readWhole(option);
  if (process.stdin.isTTY) return openTerminal(onCommand);
  if (option === undefined && !readsStdin) return { whole: nothing, isEnded: false };
  const stdin = fstatSync(STDIN);
  return stdin.isFIFO() || stdin.isSocket() ? openPipe() : readWhole('/dev/stdin');
}

/** The same where nothing comes while the run goes on; without `--console-input`, nothing is typed. @throws FileError */
export const openWholeInput = (option: string | undefined): ConsoleInput =>
  option === undefined ? { whole: nothing, isEnded: false } : readWhole(option === '-' ? '/dev/stdin' : option);

/** Gives a run what is there of its input before it begins; with a shell that ends when its input does, the end of it too. */
export function injectWhole(run: Run, device: string, hasShell: boolean, { whole, isEnded }: ConsoleInput): void {
  injectWholeInput(run, device, whole, isEnded && hasShell);
  if (isEnded && hasShell) injectEndOfInput(run, device);
}

/** The bundled Linux has a shell, which is to end when its input does. */
export const hasShell = ({ boot }: RunConfiguration): boolean => boot.kind === 'linux';

const readWhole = (path: string): ConsoleInput => ({ whole: readFile(`console input '${path}'`, path, LIMIT), isEnded: true });

/** What is whole when the run begins comes at its first instruction; if there may be more, that comes as it comes. */
async function openPipe(): Promise<ConsoleInput> {
  const live = new LiveInput(process.stdin);
  await live.settle(QUIET_MS);
  const whole = live.take();
  if (!live.hasEnded) return { whole, live, isEnded: false };
  live[Symbol.dispose]();
  return { whole, isEnded: true };
}

function openTerminal(onCommand: (command: ConsoleCommand) => void): ConsoleInput {
  const { stdin } = process;
  stdin.setRawMode(true);
  const restore = (): void => void stdin.setRawMode(false);
  process.on('exit', restore);
  return { whole: nothing, isEnded: false, live: new LiveInput(stdin, onCommand), restore };
}
