import { bareHex, hex } from '@reprise/bits';
import { fName, xName } from '@reprise/isa';
import type { CrashCause, Exception } from '../detect/crash.ts';
import { causeName } from '../record/cause-names.ts';
import type { CrashRecord, FrameRecord, HartRecord } from '../record/crash-record.ts';
import { csrsOfNote } from '../record/registers.ts';

const MODES = ['U', 'S', '?', 'M'];
const COLUMNS = 4;
const CONSOLE_LINES = 20;
const NS_DIGITS = 9;

/** A crash as text for a person: what happened, registers and backtrace of every hart, the end of the console. */
export const describeCrash = (crash: CrashRecord): string =>
  [summary(crash), ...crash.harts.map((hart, index) => describeHart(hart, index, index === crash.hart)), consoleOf(crash)].join('\n\n');

function summary({ cause, icount, time, state, configuration, hart, signature }: CrashRecord): string {
  const seconds = `${Math.floor(time / 1e9)}.${String(time % 1e9).padStart(NS_DIGITS, '0')}`;
  return [
    `crash:          ${causeText(cause)}`,
    `at:             instruction ${icount}, ${seconds} s of virtual time, hart ${hart}`,
    `state:          ${state}`,
    `configuration:  ${configuration}`,
    `signature:      ${signature.id}  ${signature.title}`,
    ...signature.frames.map((name) => `                  in ${name}`),
  ].join('\n');
}

function causeText(cause: CrashCause): string {
  switch (cause.kind) {
    case 'failure':
      return `the guest ended the machine with code ${cause.exitCode}`;
    case 'console':
      return `the guest printed '${printable(cause.line)}'`;
    case 'trap':
      return `hart ${cause.hart} ${cause.form === 'unreachable' ? 'cannot enter its trap handler' : 'raises exceptions in its trap handler, again and again'}: ` +
        `${exceptionText(cause.last)}; at first there was ${exceptionText(cause.first)}`;
    case 'idle':
      return 'every hart waits for an interrupt, and nothing will raise one';
    case 'no-progress':
      return `${cause.budget} instructions without progress`;
  }
}

const exceptionText = ({ cause, pc, value, privilege }: Exception): string =>
  `${causeName(BigInt(cause))} at ${hex(pc)} (${MODES[privilege]}), value ${hex(value)}`;

function describeHart({ privilege, isWaiting, pc, x, f, csrs, backtrace }: HartRecord, index: number, hasCrashed: boolean): string {
  const notes = [`mode ${MODES[privilege]}`, ...(isWaiting ? ['waits for an interrupt'] : []), ...(hasCrashed ? ['crashed'] : [])];
  const named = (names: readonly string[], values: readonly bigint[]): string => table(names.map((name, at) => [name, values[at] ?? 0n]));
  const floats = f?.some((value) => value !== 0n) ? [named(f.map((_, at) => fName(at)), f)] : [];
  return [
    `hart ${index}: ${notes.join(', ')}`,
    ...backtrace.map(frameText),
    named(['pc', ...x.slice(1).map((_, at) => xName(at + 1))], [pc, ...x.slice(1)]),
    ...floats,
    table(csrsOfNote.flatMap((name): [string, bigint][] => (csrs[name] === undefined || (isPmp(name) && csrs[name] === 0n) ? [] : [[name, csrs[name]]]))),
  ].join('\n');
}

const isPmp = (name: string): boolean => name.startsWith('pmp');

function frameText({ pc, privilege, isSure, function: name, offset, trap }: FrameRecord, number: number): string {
  const reason = trap && (trap.cause === undefined ? 'a trap' : `${causeName(trap.cause)}, value ${hex(trap.value ?? 0n)}`);
  const place = name === undefined ? '' : ` ${name}+${hex(offset ?? 0n)}`;
  return `${reason === undefined ? '' : `      --- interrupted by ${reason}\n`}  ${`#${number}`.padStart(3)} ${isSure ? ' ' : '?'} ${MODES[privilege]} ${bareHex(pc)}${place}`;
}

function table(rows: readonly (readonly [string, bigint])[]): string {
  const cells = rows.map(([name, value]) => `${name.padStart(14)} ${bareHex(value)}`);
  return Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, row) => cells.slice(row * COLUMNS, (row + 1) * COLUMNS).join('')).join('\n');
}

/** The last lines of the console, so that nothing in them can do harm to a terminal. */
function consoleOf({ console }: CrashRecord): string {
  const bytes = Uint8Array.from(Array.from(console, (character) => character.charCodeAt(0)));
  const lines = new TextDecoder().decode(bytes).trimEnd().split(/\r*\n/);
  return ['console:', ...lines.slice(-CONSOLE_LINES).map((line) => `  | ${printable(line)}`)].join('\n');
}

// oxlint-disable-next-line eslint/no-control-regex -- they are what is looked for
const printable = (text: string): string => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '.');
