import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What a recording says of itself, in its folder. */
export const RUN_FILE = 'run.json';

/** Is there a recording in this folder? */
export const isRecording = (path: string): boolean => existsSync(join(path, RUN_FILE));
