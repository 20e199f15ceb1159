import type { Service } from '@reprise/api-client';
import { OptionError } from '@reprise/options';
import { consoleHelp, LiveInput, type ConsoleCommand } from '@reprise/vm-host';
import { serviceOptions } from '../client/client-options.ts';
import { openService } from '../client/open-service.ts';
import { defineCommand } from '../options/define-command.ts';
import { flag } from '../options/option.ts';
import { note } from '../output/print.ts';
import { followRun, reportEnd } from './follow-run.ts';
import { isEnded, runExits } from './run-end.ts';

/** So much of the console is shown that there was before: some screens. */
const BEFORE = 8192;

/** `reprise attach` */
export const attachCommand = defineCommand({
  name: 'attach',
  operands: ['RUN'],
  about: `Connects this terminal to the console of a run, wherever it is executed. Ctrl-A x leaves it, and the run goes on; Ctrl-A h helps. Without a terminal,
stdin is typed as it comes, and its end leaves nothing.`,
  options: { 'no-input': flag({ description: 'only show' }), ...serviceOptions },
  exits: `0 left by Ctrl-A x; otherwise ${runExits}`,
  run: async ({ 'no-input': isSilent, data }, [reference = '']) => {
    const service = openService({ data });
    const { id, state, consoleBytes } = await service.runs.get(reference);
    if (isEnded(state)) throw new OptionError(`run ${id} has ended (${state}): 'reprise logs' shows its console`);
    const leave = new AbortController();
    const onCommand = (command: ConsoleCommand): void => {
      if (command === 'quit') leave.abort();
      else if (command === 'help') process.stderr.write(`\r\n${consoleHelp.replaceAll('\n', '\r\n')}`);
    };
    if (process.stdin.isTTY) note(`attached to ${id}: Ctrl-A x leaves it, Ctrl-A h helps`);
    using keyboard = isSilent ? null : new Keyboard(service, id, onCommand, leave);
    const run = await followRun(service, id, { from: Math.max(0, consoleBytes - BEFORE), signal: leave.signal, write: (bytes) => void process.stdout.write(bytes) });
    keyboard?.[Symbol.dispose]();
    if (keyboard?.failure) throw keyboard.failure;
    return run ? reportEnd(run) : 0;
  },
});

/** What is typed here is typed there, in its order: what comes while some is on its way goes together. */
class Keyboard implements Disposable {
  readonly #input: LiveInput;
  readonly #isTerminal = process.stdin.isTTY;
  #isSending = false;
  /** Why what was typed could not be sent. */
  failure: Error | undefined;

  constructor(service: Service, run: string, onCommand: (command: ConsoleCommand) => void, leave: AbortController) {
    if (this.#isTerminal) process.stdin.setRawMode(true);
    this.#input = this.#isTerminal ? new LiveInput(process.stdin, onCommand) : new LiveInput(process.stdin);
    this.#input.onChange(() => {
      if (this.#isSending) return;
      this.#isSending = true;
      void this.#send(service, run).catch((error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
        leave.abort();
      });
    });
  }

  async #send(service: Service, run: string): Promise<void> {
    for (let bytes = this.#input.take(); bytes.length > 0; bytes = this.#input.take()) {
      for (let at = 0; at < bytes.length; at += MOST_BYTES) await service.runs.input(run, bytes.subarray(at, at + MOST_BYTES));
    }
    this.#isSending = false;
  }

  [Symbol.dispose](): void {
    if (this.#isTerminal) process.stdin.setRawMode(false);
    this.#input[Symbol.dispose]();
  }
}

const MOST_BYTES = 32_768;
