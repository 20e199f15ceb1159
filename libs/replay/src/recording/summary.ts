import { RecordingError } from './recording-error.ts';

const FORMAT = 1;

/** What a recording goes on from, if not from power-on: an instant of another. */
export interface Parent {
  readonly icount: number;
  /** The state there: `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** The seal of the other's segment in which it lies, as hex. */
  readonly segment: string;
}

/** What is said of a recording beside its log: plain data, for JSON. */
export interface RecordingSummary {
  readonly format: number;
  /** The hash of the run's configuration, as hex. */
  readonly configuration: string;
  /** Segments written, and the seal of the last of them as hex. */
  readonly segments: number;
  readonly head: string;
  /** The segments at whose start the state is kept, ascending; one more than the last: at the end of the run. */
  readonly keyframes: readonly number[];
  readonly parent: Parent | null;
}

export const emptySummary = (configuration: string, parent: Parent | null): RecordingSummary =>
  ({ format: FORMAT, configuration, segments: 0, head: '', keyframes: [], parent });

const HASH = /^[0-9a-f]{64}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const MOST_KEYFRAMES = 1e6;

/** A summary from plain data, such as JSON. @throws RecordingError: where it is not one */
export function parseSummary(value: unknown): RecordingSummary {
  const summary = record(value, 'the summary');
  const { format } = summary;
  if (format !== FORMAT) throw new RecordingError(`the recording's summary has format ${String(format)}; known is ${FORMAT}`);
  const keyframes = summary['keyframes'];
  if (!Array.isArray(keyframes) || keyframes.length > MOST_KEYFRAMES) throw new RecordingError("the recording's summary: keyframes is no list");
  const segments = count(summary['segments'], 'segments');
  return {
    format,
    configuration: text(summary['configuration'], 'configuration', HASH),
    segments,
    head: text(summary['head'], 'head', segments === 0 ? /^$/ : HASH),
    keyframes: keyframes.map((item: unknown, index) => count(item, `keyframes[${index}]`)),
    parent: summary['parent'] === null ? null : parseParent(summary['parent']),
  };
}

function parseParent(value: unknown): Parent {
  const parent = record(value, 'parent');
  return {
    icount: count(parent['icount'], 'parent.icount'),
    digest: text(parent['digest'], 'parent.digest', DIGEST),
    segment: text(parent['segment'], 'parent.segment', HASH),
  };
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RecordingError(`the recording's summary: ${what} is no object`);
  return { ...value };
}

function count(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new RecordingError(`the recording's summary: ${what} is no integer from 0 to 2^53-1`);
}

function text(value: unknown, what: string, form: RegExp): string {
  if (typeof value === 'string' && form.test(value)) return value;
  throw new RecordingError(`the recording's summary: ${what} does not have the form ${form.source}`);
}
