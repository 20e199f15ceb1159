import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Service } from '@reprise/api-client';
import type { Image } from '@reprise/contracts';
import type { LocalFile } from '../job/file-references.ts';
import { bar } from '../output/bar.ts';
import { Progress } from '../recording/progress.ts';

/** Uploads files that the service does not have, one after the other, with a bar on a terminal. */
export async function pushFiles(service: Service, files: readonly LocalFile[]): Promise<void> {
  for (const file of files) {
    if (!(await service.images.find(file.digest))) await pushFile(service, file, undefined);
  }
}

export async function pushFile(service: Service, { path, bytes, digest }: LocalFile, name: string | undefined): Promise<Image> {
  const progress = new Progress();
  await using file = await open(path);
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  try {
    return await service.images.push({ digest, bytes, read }, name, (sent) => progress.show(() => bar(basename(path), sent, bytes)));
  } finally {
    progress.clear();
  }
}
