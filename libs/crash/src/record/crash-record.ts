import type { CrashCause } from '../detect/crash.ts';
import { MOST_STACKS } from '../detect/samples.ts';
import { MOST_FRAMES } from '../unwind/unwind.ts';
import { boolean, byName, hex64, integer, list, oneOf, pattern, record, ShapeError, text, word, type Shape, type ValueOf } from './shape.ts';

/** Of docs/crash-record.md. */
export const RECORD_FORMAT = 'reprise-crash';
export const RECORD_VERSION = 1;

const MOST_HARTS = 64;
const MOST_NAME = 1024;
const MOST_CONSOLE = 64 << 10;
const REGISTERS = 32;
const privilege = integer(3);
const digest = pattern('sha256: and 64 hex digits', /^sha256:[0-9a-f]{64}$/);

/** A place in a backtrace; `function` and `offset` once symbols were given. */
const frame = record(
  { pc: hex64, privilege, isCaller: boolean, isSure: boolean },
  { function: text(MOST_NAME), offset: hex64, trap: record({}, { cause: hex64, value: hex64 }) },
);

const hart = record(
  {
    privilege,
    isWaiting: boolean,
    pc: hex64,
    x: list(hex64, REGISTERS, REGISTERS),
    csrs: byName(/^[a-z][a-z0-9]*$/, hex64, 256),
    backtrace: list(frame, MOST_FRAMES),
  },
  { f: list(hex64, REGISTERS, REGISTERS) },
);

const exception = record({ cause: integer(63), pc: hex64, value: hex64, privilege });

const cause: Shape<CrashCause> = oneOf<CrashCause>({
  failure: record({ kind: word('failure'), exitCode: integer() }),
  console: record({ kind: word('console'), pattern: text(MOST_NAME), line: text(MOST_NAME) }),
  trap: record({ kind: word('trap'), form: word('unreachable', 'nested'), hart: integer(MOST_HARTS - 1), first: exception, last: exception }),
  idle: record({ kind: word('idle') }),
  'no-progress': record({ kind: word('no-progress'), budget: integer() }),
});

/** Backtraces of a hart at several instants before its budget was used up. */
const hanging = record({ hart: integer(MOST_HARTS - 1), stacks: list(list(frame, MOST_FRAMES), MOST_STACKS) });

/** What groups crashes: equal for the same crash of different runs. */
const signature = record({ id: pattern('16 hex digits', /^[0-9a-f]{16}$/), title: text(MOST_NAME), frames: list(text(MOST_NAME), MOST_FRAMES) });

const shape = record(
  {
    format: word(RECORD_FORMAT),
    version: integer(),
    cause,
    icount: integer(),
    time: integer(),
    state: digest,
    configuration: digest,
    hart: integer(MOST_HARTS - 1),
    signature,
    harts: list(hart, MOST_HARTS, 1),
    console: text(MOST_CONSOLE),
  },
  { hanging: list(hanging, MOST_HARTS) },
);

export type FrameRecord = ValueOf<typeof frame>;
export type HartRecord = ValueOf<typeof hart>;
export type HangingRecord = ValueOf<typeof hanging>;
export type CrashSignature = ValueOf<typeof signature>;
/** A crash as it is kept: docs/crash-record.md says what each part is. */
export type CrashRecord = ValueOf<typeof shape>;

/** A larger text is no record. */
const MAX_CHARACTERS = 16 << 20;

/** What is wrong with a crash record. */
export class CrashRecordError extends Error {
  override name = 'CrashRecordError';
}

/** The one text of a record: equal records have equal texts. */
export const encodeCrashRecord = (crash: CrashRecord): string => `${JSON.stringify(shape.encode(crash), null, 1)}\n`;

/**
 * Reads what `encodeCrashRecord` wrote.
 * @throws CrashRecordError: what is wrong with it
 */
export function decodeCrashRecord(json: string): CrashRecord {
  if (json.length > MAX_CHARACTERS) throw new CrashRecordError(`${json.length} characters, but at most ${MAX_CHARACTERS} may be`);
  const tree = parse(json);
  const version = versionOf(tree);
  if (typeof version === 'number' && version !== RECORD_VERSION) throw new CrashRecordError(`it is of version ${version}; known is ${RECORD_VERSION}`);
  try {
    return shape.decode(tree, 'crash');
  } catch (error) {
    if (error instanceof ShapeError) throw new CrashRecordError(error.message, { cause: error });
    throw error;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new CrashRecordError(`it is no JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

/** The version that it says it has, if it is a crash record at all. */
const versionOf = (tree: unknown): unknown =>
  (typeof tree === 'object' && tree !== null && 'format' in tree && tree.format === RECORD_FORMAT && 'version' in tree ? tree.version : undefined);
