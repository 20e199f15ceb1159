import type { Assignment } from '@reprise/contracts';
import type { Run } from '@reprise/vm';
import { injectEndOfInput, injectWholeInput } from '@reprise/vm-host';
import type { ConsoleScript } from './console-script.ts';

const text = new TextEncoder();

/**
 * Types what is there before the run goes on; of a run that is taken up again, only what was to be typed later and is not yet.
 * @param inherited of a fork: what had been printed by the run that it comes from
 */
export function typeFirst(run: Run, device: string, { job, origin, forkInput }: Assignment, script: ConsoleScript, isResumed: boolean, inherited: readonly Uint8Array[]): void {
  if (forkInput !== null) {
    if (isResumed) return;
    run.inject({ kind: 'discard', device });
    run.inject({ kind: 'characters', device, bytes: text.encode(forkInput) });
    return;
  }
  const hasShell = job.boot.kind === 'linux';
  const { input } = job.console;
  if (!isResumed && origin === null && input !== undefined) injectWholeInput(run, device, text.encode(input), hasShell);
  if (input !== undefined && hasShell) injectEndOfInput(run, device, 0);
  if (isResumed) return;
  const first = script.begin();
  for (const bytes of inherited) for (const byte of bytes) script.take(byte);
  if (origin === null && first !== '') run.inject({ kind: 'characters', device, bytes: text.encode(first) });
}
