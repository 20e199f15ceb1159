import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { symbolFile } from '@reprise/gdb';

/** The symbols of the bundled Linux as a file for gdb. */
export const kernelSymbols = (): Uint8Array =>
  symbolFile(gunzipSync(readFileSync(new URL('../../guests/linux/System.map.gz', import.meta.url))).toString('utf8'));
