import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OptionError } from '@reprise/options';
import { z } from 'zod';

/** Where the service is, and who we are to it. */
export interface Connection {
  readonly urls: readonly string[];
  readonly key: string;
}

const FILE = 'connection.json';
const stored = z.object({ url: z.string(), key: z.string() });

/** What `reprise up` leaves in its data folder for the other commands on this machine. */
export const connectionText = (url: string, key: string): string => `${JSON.stringify({ url, key })}\n`;
export const connectionFile = FILE;

/**
 * CONTROL_PLANE_URL and REPRISE_KEY; what they do not say is what `reprise up` left in the data folder.
 * @throws OptionError where neither says it
 */
export function connectionOf({ CONTROL_PLANE_URL: url, REPRISE_KEY: key }: NodeJS.ProcessEnv, dataFolder: string): Connection {
  const local = url && key ? null : readStored(dataFolder);
  const address = url || local?.url;
  // A key is told only to whom it is for.
  const secret = key || (url && url !== local?.url ? undefined : local?.key);
  if (!address) throw new OptionError(`no service is known: 'reprise up' starts one on this machine (its data folder would be '${dataFolder}'); CONTROL_PLANE_URL and REPRISE_KEY name another`);
  if (!secret) throw new OptionError(`no key for ${address}: set REPRISE_KEY`);
  return { urls: address.split(',').map((part) => part.trim()).filter((part) => part !== ''), key: secret };
}

function readStored(folder: string): z.infer<typeof stored> | null {
  const path = join(folder, FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw new OptionError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    throw new OptionError(`${path} is damaged: the next 'reprise up' on this folder writes it anew`);
  }
}
