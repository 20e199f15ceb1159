import { bytesOf, hexOf, hexOf64, hexOfText, numberOf, value64 } from './hex.ts';
import { GENERAL_REGISTERS } from './description.ts';
import { PACKET_BYTES } from './packets.ts';
import type { GdbTarget, Resume } from './target.ts';
import type { Stops } from './stops.ts';

/** What a command comes to: a reply, or the target runs and replies when it stops, or gdb leaves. */
export type Answer = string | { readonly resume: Resume } | { readonly leave: 'detach' | 'kill' };

/** What commands act on. */
export interface Session {
  readonly target: GdbTarget;
  readonly stops: Stops;
  /** The thread that `g`, `m` and the like mean; set by `Hg`. */
  thread: number;
  /** The thread that `c` and `s` mean; set by `Hc`. */
  running: number;
  noAcknowledgements: boolean;
}

type Command = (session: Session, rest: string) => Answer;

const OK = 'OK';
const ERROR = 'E01';
/** An empty reply: the command is not known. */
const UNSUPPORTED = '';

/** Thread ids count from 1; 0 is any, -1 all. */
const threadOf = (text: string, session: Session): number | undefined => {
  if (text === '' || text === '0' || text === '-1') return session.target.current();
  const id = numberOf(text);
  const thread = id === undefined ? -1 : Number(id) - 1;
  return thread >= 0 && thread < session.target.threads ? thread : undefined;
};

const threadId = (thread: number): string => (thread + 1).toString(16);

/** Commands by the start of the packet, the longest first. */
// oxfmt-ignore
const commands: Readonly<Record<string, Command>> = {
  'qSupported':       (s) => `PacketSize=${PACKET_BYTES.toString(16)};qXfer:features:read+;QStartNoAckMode+;vContSupported+;hwbreak+;swbreak+`
                             + (s.target.reversible ? ';ReverseStep+;ReverseContinue+' : ''),
  'QStartNoAckMode':  (s) => { s.noAcknowledgements = true; return OK; },
  'qXfer:features:read:': readFeatures,
  'qAttached':        () => '1',
  'qC':               (s) => `QC${threadId(s.thread)}`,
  'qfThreadInfo':     (s) => `m${Array.from({ length: s.target.threads }, (_, thread) => threadId(thread)).join()}`,
  'qsThreadInfo':     () => 'l',
  'qThreadExtraInfo,': (s, id) => { const thread = threadOf(id, s); return thread === undefined ? ERROR : hexOfText(`hart ${thread}`); },
  'qRcmd,':           monitor,
  'qSymbol':          () => OK,
  'vCont?':           () => 'vCont;c;C;s;S',
  'vCont;':           resumeThreads,
  'vMustReplyEmpty':  () => UNSUPPORTED,
  'vKill':            () => ({ leave: 'kill' }),
  '?':                (s) => s.stops.last,
  'g':                (s) => Array.from({ length: GENERAL_REGISTERS }, (_, i) => readRegister(s, i)).join(''),
  'G':                writeGeneral,
  'p':                (s, number) => { const n = numberOf(number); return n === undefined ? ERROR : readRegister(s, Number(n)); },
  'P':                writeRegister,
  'm':                readMemory,
  'M':                (s, rest) => writeMemory(s, rest, (data) => bytesOf(data)),
  'X':                (s, rest) => writeMemory(s, rest, (data) => Uint8Array.from(data, (character) => character.charCodeAt(0))),
  'H':                selectThread,
  'T':                (s, id) => (threadOf(id, s) === undefined ? ERROR : OK),
  'Z':                (s, rest) => (s.stops.insert(rest) ? OK : UNSUPPORTED),
  'z':                (s, rest) => (s.stops.remove(rest) ? OK : UNSUPPORTED),
  'c':                (_s) => ({ resume: { kind: 'continue', reverse: false } }),
  's':                (s) => ({ resume: { kind: 'step', thread: s.running, reverse: false } }),
  'bc':               (s) => (s.target.reversible ? { resume: { kind: 'continue', reverse: true } } : UNSUPPORTED),
  'bs':               (s) => (s.target.reversible ? { resume: { kind: 'step', thread: s.running, reverse: true } } : UNSUPPORTED),
  'D':                () => ({ leave: 'detach' }),
  'k':                () => ({ leave: 'kill' }),
};

const longestFirst = Object.entries(commands).toSorted(([a], [b]) => b.length - a.length);

/** Carries a command out. `text` has one character a byte. */
export function answer(session: Session, text: string): Answer {
  for (const [prefix, command] of longestFirst) if (text.startsWith(prefix)) return command(session, text.slice(prefix.length));
  return UNSUPPORTED;
}

function readFeatures({ target }: Session, rest: string): Answer {
  const [, file, offsetText, lengthText] = /^([^:]*):([0-9a-f]+),([0-9a-f]+)$/i.exec(rest) ?? [];
  const content = target.description.get(file ?? '');
  const offset = numberOf(offsetText);
  const length = numberOf(lengthText);
  if (content === undefined || offset === undefined || length === undefined) return 'E00';
  const part = content.slice(Number(offset), Number(offset) + Math.min(Number(length), PACKET_BYTES / 2));
  return `${Number(offset) + part.length < content.length ? 'm' : 'l'}${part}`;
}

function monitor({ target }: Session, hex: string): Answer {
  const bytes = bytesOf(hex);
  if (!bytes) return ERROR;
  const command = new TextDecoder().decode(bytes).trim();
  return hexOfText(target.monitor(command) ?? `unknown command '${command}': try 'help'\n`);
}

/** `vCont;s:1;c`: the first action for one thread that steps wins; otherwise all go on, as harts do only together. */
function resumeThreads(session: Session, rest: string): Answer {
  for (const action of rest.split(';')) {
    const [verb = '', id = ''] = action.split(':');
    if (!/^[sS]/.test(verb)) continue;
    const thread = threadOf(id, session);
    return thread === undefined ? ERROR : { resume: { kind: 'step', thread, reverse: false } };
  }
  return { resume: { kind: 'continue', reverse: false } };
}

function readRegister({ target, thread }: Session, register: number): string {
  const value = target.registers.read(thread, register);
  return value === undefined ? 'xxxxxxxxxxxxxxxx' : hexOf64(value);
}

function writeRegister({ target, thread }: Session, rest: string): Answer {
  const [number, hex = ''] = rest.split('=');
  const register = numberOf(number);
  const bytes = bytesOf(hex);
  if (register === undefined || !bytes) return ERROR;
  return target.registers.write(thread, Number(register), value64(bytes)) ? OK : ERROR;
}

function writeGeneral({ target, thread }: Session, hex: string): Answer {
  const bytes = bytesOf(hex);
  if (!bytes) return ERROR;
  for (let i = 0; i < GENERAL_REGISTERS && (i + 1) * 8 <= bytes.length; i++) {
    target.registers.write(thread, i, value64(bytes.subarray(i * 8, i * 8 + 8)));
  }
  return OK;
}

function range(text: string): readonly [address: bigint, length: number] | undefined {
  const [addressText, lengthText] = text.split(',');
  const address = numberOf(addressText);
  const length = numberOf(lengthText);
  return address === undefined || length === undefined || length > BigInt(PACKET_BYTES) ? undefined : [address, Number(length)];
}

function readMemory({ target, thread }: Session, rest: string): Answer {
  const place = range(rest);
  if (!place) return ERROR;
  const bytes = target.readMemory(thread, place[0], Math.min(place[1], PACKET_BYTES / 2));
  return bytes.length === 0 && place[1] > 0 ? ERROR : hexOf(bytes);
}

function writeMemory({ target, thread }: Session, rest: string, decode: (data: string) => Uint8Array | undefined): Answer {
  const colon = rest.indexOf(':');
  const place = range(rest.slice(0, colon));
  const bytes = decode(rest.slice(colon + 1));
  if (colon < 0 || !place || !bytes || bytes.length !== place[1]) return ERROR;
  return target.writeMemory(thread, place[0], bytes) ? OK : ERROR;
}

function selectThread(session: Session, rest: string): Answer {
  const thread = threadOf(rest.slice(1), session);
  if (thread === undefined) return ERROR;
  if (rest.startsWith('c')) session.running = thread;
  else session.thread = thread;
  return OK;
}
