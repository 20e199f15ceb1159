import type { CrashRecord } from '@reprise/crash';

/** A line for stderr about a crash; null if there is none, or only a code of the guest's own. */
export function crashLine(crash: CrashRecord | undefined, folder: string | undefined): string | null {
  if (!crash || crash.cause.kind === 'failure') return null;
  const { title, frames } = crash.signature;
  return `the guest crashed: ${title}${frames.length > 0 ? `, in ${frames.join(' < ')}` : ''} (reprise crash show ${folder ?? 'DIR'})`;
}
