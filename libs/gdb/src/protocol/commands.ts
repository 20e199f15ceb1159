import { GENERAL_REGISTERS } from '../target/description.ts';
import type { GdbTarget, Resume } from '../target/target.ts';
import type { ServedFile } from './files.ts';
import { bytesOf, hexOf, hexOfText, hexOfValue, numberOf, valueOf } from './hex.ts';
import { PACKET_BYTES } from './packets.ts';
import type { Stops } from './stops.ts';
import { supportedTransfers, transfer } from './transfers.ts';

/** How gdb takes its leave: the target goes on without it, or it is to end. */
export type Leave = 'detach' | 'kill';

/** What a command comes to: a reply, now or later; or the target runs and replies when it stops; or gdb leaves. */
export type Answer = string | Promise<string> | { readonly resume: Resume } | { readonly leave: Leave };

/** What commands act on. */
export interface Session {
  readonly target: GdbTarget;
  readonly stops: Stops;
  readonly files: ServedFile;
  /** The thread that `g`, `m` and the like mean; set by `Hg`. */
  thread: number;
  /** The thread that `s` and `bs` mean; set by `Hc`, and by nothing else, for gdb does not repeat it. Undefined: the same as `thread`. */
  stepping: number | undefined;
  noAcknowledgements: boolean;
}

type Command = (session: Session, rest: string) => Answer;

const OK = 'OK';
const ERROR = 'E01';
/** An empty reply: the command is not known. */
const UNSUPPORTED = '';

/** Any thread, or all of them. */
const isAny = (id: string): boolean => id === '' || id === '0' || id === '-1';

/** Thread ids count from 1. */
function threadOf(id: string, { target }: Session): number | undefined {
  if (isAny(id)) return target.current();
  const thread = Number(numberOf(id) ?? 0n) - 1;
  return thread >= 0 && thread < target.machine.threads ? thread : undefined;
}

const threadId = (thread: number): string => (thread + 1).toString(16);

/** Commands by the start of the packet, the longest first. */
// oxfmt-ignore
const commands: Readonly<Record<string, Command>> = {
  'qSupported':       (s) => `PacketSize=${PACKET_BYTES.toString(16)};${supportedTransfers};QStartNoAckMode+;vContSupported+;hwbreak+;swbreak+`
                             + (s.target.reversible ? ';ReverseStep+;ReverseContinue+' : ''),
  'QStartNoAckMode':  (s) => { s.noAcknowledgements = true; return OK; },
  'qXfer:':           (s, request) => transfer(s.target, request),
  'qAttached':        () => '1',
  'qC':               (s) => `QC${threadId(s.thread)}`,
  'qfThreadInfo':     (s) => `m${Array.from({ length: s.target.machine.threads }, (_, thread) => threadId(thread)).join()}`,
  'qsThreadInfo':     () => 'l',
  'qThreadExtraInfo,': (s, id) => { const thread = threadOf(id, s); return thread === undefined ? ERROR : hexOfText(s.target.machine.describe(thread)); },
  'qRcmd,':           monitor,
  'qSymbol':          () => OK,
  'vCont?':           () => 'vCont;c;C;s;S',
  'vCont;':           resumeThreads,
  'vFile:':           (s, request) => s.files.answer(request),
  'vMustReplyEmpty':  () => UNSUPPORTED,
  'vKill':            () => ({ leave: 'kill' }),
  '?':                (s) => s.stops.last,
  'g':                (s) => Array.from({ length: GENERAL_REGISTERS }, (_, i) => readRegister(s, i)).join(''),
  'G':                protectedly(writeGeneral),
  'p':                (s, number) => { const n = numberOf(number); return n === undefined ? ERROR : readRegister(s, Number(n)); },
  'P':                protectedly(writeRegister),
  'm':                readMemory,
  'M':                protectedly((s, rest) => writeMemory(s, rest, (data) => bytesOf(data))),
  'X':                protectedly((s, rest) => writeMemory(s, rest, (data) => Uint8Array.from(data, (character) => character.charCodeAt(0)))),
  'H':                selectThread,
  'T':                (s, id) => (threadOf(id, s) === undefined ? ERROR : OK),
  'Z':                (s, rest) => (s.stops.insert(rest) ? OK : UNSUPPORTED),
  'z':                (s, rest) => (s.stops.remove(rest) ? OK : UNSUPPORTED),
  'c':                (_s) => ({ resume: { kind: 'continue', reverse: false } }),
  's':                (s) => step(s, false),
  'bc':               (s) => (s.target.reversible ? { resume: { kind: 'continue', reverse: true } } : UNSUPPORTED),
  'bs':               (s) => (s.target.reversible ? step(s, true) : UNSUPPORTED),
  'D':                () => ({ leave: 'detach' }),
  'k':                () => ({ leave: 'kill' }),
};

const longestFirst = Object.entries(commands).toSorted(([a], [b]) => b.length - a.length);

/** Carries a command out. `text` has one character a byte. */
export function answer(session: Session, text: string): Answer {
  for (const [prefix, command] of longestFirst) if (text.startsWith(prefix)) return command(session, text.slice(prefix.length));
  return UNSUPPORTED;
}

function step({ stepping, thread }: Session, reverse: boolean): Answer {
  return { resume: { kind: 'step', thread: stepping ?? thread, reverse } };
}

/** A command that writes, where the target lets it; else the reason, which gdb shows for a register (of memory, it only says that it cannot be accessed). */
function protectedly(command: Command): Command {
  return (session, rest) => (session.target.writeProtection === null ? command(session, rest) : `E.${session.target.writeProtection}`);
}

async function monitor({ target }: Session, hex: string): Promise<string> {
  const bytes = bytesOf(hex);
  if (!bytes) return ERROR;
  const command = new TextDecoder().decode(bytes).trim();
  return hexOfText((await target.monitor(command)) ?? `unknown command '${command}': try 'help'\n`);
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
  const { registers } = target.machine;
  const bytes = registers.bytesOf(register);
  const value = registers.read(thread, register);
  return value === undefined ? 'xx'.repeat(bytes) : hexOfValue(value, bytes);
}

function writeRegister({ target, thread }: Session, rest: string): Answer {
  const [number, hex = ''] = rest.split('=');
  const register = numberOf(number);
  const bytes = bytesOf(hex);
  if (register === undefined || !bytes) return ERROR;
  return target.machine.registers.write(thread, Number(register), valueOf(bytes)) ? OK : ERROR;
}

function writeGeneral({ target, thread }: Session, hex: string): Answer {
  const bytes = bytesOf(hex);
  if (!bytes) return ERROR;
  for (let i = 0; i < GENERAL_REGISTERS && (i + 1) * 8 <= bytes.length; i++) {
    target.machine.registers.write(thread, i, valueOf(bytes.subarray(i * 8, i * 8 + 8)));
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
  const bytes = target.machine.readMemory(thread, place[0], Math.min(place[1], PACKET_BYTES / 2));
  return bytes.length === 0 && place[1] > 0 ? ERROR : hexOf(bytes);
}

function writeMemory({ target, thread }: Session, rest: string, decode: (data: string) => Uint8Array | undefined): Answer {
  const colon = rest.indexOf(':');
  const place = range(rest.slice(0, colon));
  const bytes = decode(rest.slice(colon + 1));
  if (colon < 0 || !place || !bytes || bytes.length !== place[1]) return ERROR;
  return target.machine.writeMemory(thread, place[0], bytes) ? OK : ERROR;
}

function selectThread(session: Session, rest: string): Answer {
  const id = rest.slice(1);
  const thread = threadOf(id, session);
  if (thread === undefined) return ERROR;
  if (rest.startsWith('c')) session.stepping = isAny(id) ? undefined : thread;
  else session.thread = thread;
  return OK;
}
