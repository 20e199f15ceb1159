import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import type { Service } from '@reprise/api-client';
import { OptionError } from '@reprise/options';
import { bar } from '../output/bar.ts';
import { Progress } from '../recording/progress.ts';

/**
 * Has the recording of a run, as far as it is stored, in a folder of this machine. Objects never change, so those that are there are not fetched again; what
 * can change (run.json, crash.json) comes last and always, so that a folder that was cut off is fetched anew.
 * @throws OptionError, ApiError
 */
export async function exportRecording(service: Service, run: string, folder: string): Promise<void> {
  const { objects, bytes } = await service.runs.recording(run);
  const progress = new Progress();
  let done = 0;
  try {
    for (const object of objects.toSorted((a, b) => Number(isHead(a.path)) - Number(isHead(b.path)))) {
      const path = inside(folder, object.path);
      if (isHead(object.path) || statSync(path, { throwIfNoEntry: false })?.size !== object.bytes) {
        writeWhole(path, await service.runs.recordingObject(run, object.path));
      }
      done += object.bytes;
      progress.show(() => bar('recording', done, bytes));
    }
  } finally {
    progress.clear();
  }
}

const isHead = (path: string): boolean => !path.includes('/');

/** @throws OptionError for a path that leads out of the folder */
function inside(folder: string, path: string): string {
  const normal = normalize(path);
  if (isAbsolute(normal) || normal === '..' || normal.startsWith(`..${sep}`)) throw new OptionError(`the service names '${path}' as a part of a recording, which is not in its folder`);
  return join(folder, normal);
}

function writeWhole(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new OptionError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
