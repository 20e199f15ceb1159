import type { ObjectStore } from '@reprise/store';
import { z } from 'zod';

const file = z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
/** run.json, as an owner wrote it of its run: docs/log-format.md. */
const runFile = z.looseObject({
  configuration: z.looseObject({ bios: file.nullable(), kernel: file.nullable(), initrd: file.nullable(), dtb: file.nullable(), drives: z.array(file) }),
  recording: z.looseObject({}),
});
export type RunFile = z.infer<typeof runFile>;

/** @throws NotFound if that epoch wrote none */
export async function readRunFile(store: ObjectStore, run: string, epoch: number): Promise<RunFile> {
  const bytes = await store.get(`runs/${run}/${epoch}/run.json`);
  return runFile.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** Keys of the files that the run was made from. */
export const imagesOf = ({ configuration: { bios, kernel, initrd, dtb, drives } }: RunFile): string[] =>
  [bios, kernel, initrd, dtb, ...drives].flatMap((image) => (image ? [`images/${image.sha256}`] : []));
