import { batchJsonSchema, batchSpecification, jobJsonSchema, jobSpecification, type BatchInput, type JobInput } from '@reprise/contracts';
import type { z } from 'zod';
import { issuesError } from './describe-issues.ts';
import { resolveFiles, type LocalFile } from './file-references.ts';
import { applySettings, type Setting } from './settings.ts';
import { YamlSource, type Path } from './yaml-source.ts';

/** A job or a batch of a file, checked, and the files of this machine that it needs. */
export interface ReadJob<T> {
  readonly specification: T;
  readonly files: readonly LocalFile[];
}

/** @throws OptionError, FileError: everything that is wrong with it, and where */
export const readJob = (file: string, settings: readonly Setting[]): Promise<ReadJob<JobInput>> => readFrom('job', file, settings, jobSpecification, jobJsonSchema());

/** The same of a batch. */
export const readBatch = (file: string, settings: readonly Setting[]): Promise<ReadJob<BatchInput>> =>
  readFrom('batch', file, settings, batchSpecification, batchJsonSchema());

async function readFrom<Output, Input>(
  kind: 'job' | 'batch', file: string, settings: readonly Setting[], specification: z.ZodType<Output, Input>, schema: object,
): Promise<ReadJob<Input>> {
  const source = YamlSource.read(file);
  const place = (path: Path): string => {
    const setting = settings.find((setting) => setting.path.every((part, index) => part === path[index]));
    return setting ? `--set ${setting.path.join('.')}` : source.place(path);
  };
  const { value, files } = await resolveFiles(kind, applySettings(source.value(), settings), file, place);
  const { error } = specification.safeParse(value);
  if (error) throw issuesError(error.issues, place, schema);
  return { specification: value as Input, files }; // it has just been checked; defaults are the service's to fill in
}
