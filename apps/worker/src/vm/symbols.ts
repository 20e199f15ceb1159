import type { Assignment } from '@reprise/contracts';
import type { SymbolTable } from '@reprise/crash';
import type { PreparedRun } from '@reprise/vm-host';
import { readSymbolFiles, symbolsOfGuest } from '@reprise/vm-host/crashes';
import { digestOf } from './job-configuration.ts';
import type { Stores } from './open-run.ts';

/** Names of functions for backtraces: those that the job names, else those that come with what it boots. @throws FileError, RecordingError, StoreError */
export async function symbolsOf(assignment: Assignment, { images, guests }: Stores, { files }: PreparedRun): Promise<SymbolTable> {
  const { crash, boot } = assignment.job;
  if (crash.symbols.length === 0) return symbolsOfGuest(boot.kind === 'linux' ? guests : null, files);
  const wanted = crash.symbols.map((name) => ({ name, sha256: digestOf(assignment, name) }));
  for (const file of wanted) await images.bring(file, `symbols '${file.name}'`);
  return readSymbolFiles(wanted.map((file) => images.pathOf(file)));
}
