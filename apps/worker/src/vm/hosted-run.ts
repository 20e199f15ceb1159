import type { Assignment, Command, Head } from '@reprise/contracts';
import { CrashWatch, defaultPatterns } from '@reprise/crash';
import { ConsoleLog, type Written } from '@reprise/replay';
import type { RunLimits, RunStop } from '@reprise/vm';
import { RunSession, type RunEnd } from '@reprise/vm-host';
import { CrashGuard, writeCrashRecord } from '@reprise/vm-host/crashes';
import { outcomeOf } from '@reprise/vm-host/recordings';
import { putArtefacts } from './artefacts.ts';
import { Committer } from './committer.ts';
import { ConsoleScript } from './console-script.ts';
import { ConsoleWatch } from './console-watch.ts';
import { endedOf } from './ended.ts';
import { typeFirst } from './first-input.ts';
import type { Answer } from './messages.ts';
import { decodeNotes, encodeNotes, type Notes } from './notes.ts';
import { RunOpener, type OpenRun, type Stores } from './open-run.ts';
import type { RunReason } from './outcome.ts';
import type { ParentPort } from './parent-port.ts';
import { crashOf } from './reproduce.ts';
import { headAfter } from './run-keys.ts';
import { StoredBytes } from './stored-bytes.ts';
import { symbolsOf } from './symbols.ts';
import { TypedInput } from './typed-input.ts';

/** What went out is stored after at most so long; what came in, for whose sender waits, sooner. In ms. */
const STORE_MS = 2000;
const STORE_INPUT_MS = 50;
/** Between two reports of progress, and of console output. */
const PROGRESS_MS = 500;
const NEWS_MS = 20;

/** What the owner is asked to do with the run as a whole: first it stops. */
type Wish = 'pause' | 'release' | 'cancel' | 'migrate';

/** A run, and what drives and watches it. */
interface Opened {
  readonly open: OpenRun;
  readonly session: RunSession;
  readonly guard: CrashGuard;
  /** The path of what the console is connected to. */
  readonly device: string | null;
}

/** A run in this process, which this worker owns: drives it, records it, and does what is commanded. */
export class HostedRun {
  readonly #port: ParentPort;
  readonly #assignment: Assignment;
  readonly #stores: Stores;
  readonly #typed = new TypedInput();
  readonly #stored: StoredBytes;
  readonly #watch: CrashWatch;
  readonly #console: ConsoleWatch;
  readonly #committer: Committer;
  readonly #seen = new Set<string>();
  #opened: Opened | undefined;
  #before: Pick<Notes, 'wallMs' | 'isLive'> = { wallMs: 0, isLive: false };
  #startedAt = 0;
  #heldMs = 0;
  #wish: Wish | undefined;
  /** Why this run stops, where that is not its session's doing. */
  #reason: RunReason | undefined;
  #goOn: () => void = () => {};
  #isEnding = false;
  #isStoring = false;
  #storedAt = 0;
  #nextProgress = 0;
  #nextNews = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(port: ParentPort, assignment: Assignment, stores: Stores) {
    const { job, head, until, forkInput } = assignment;
    this.#port = port;
    this.#assignment = assignment;
    this.#stores = stores;
    this.#stored = new StoredBytes(head?.storedBytes ?? 0);
    this.#watch = new CrashWatch({ patterns: job.crash.texts ?? defaultPatterns, progress: job.crash.progress, ...(job.crash.budget !== undefined && { budget: job.crash.budget }) });
    const watched = {
      // a fork with input of its own has no use for the script of the run that it comes from
      script: new ConsoleScript(forkInput === null ? job.console.script : []),
      success: job.outcome.console,
      until: until && 'console' in until ? until.console : undefined,
      limit: job.limits.consoleBytes,
    };
    this.#console = new ConsoleWatch(watched, { type: (text) => this.#type(text), stop: (reason) => this.#stopFor(reason) });
    this.#committer = new Committer(head, (report) => port.report(report), (head) => this.#answersOf(head), (answers) => this.#typed.given(answers));
  }

  /** Opens the run where it was left. @throws OptionError for a job that cannot be; errors of store and log */
  async open(): Promise<void> {
    const { job, run, head } = this.#assignment;
    const log = new ConsoleLog();
    const write = (byte: number): void => {
      log.write(byte);
      this.#console.take(byte);
    };
    const options = {
      console: log,
      keyframeInterval: job.keyframes.every,
      notes: () => encodeNotes({ detector: this.#watch.save(), script: this.#console.script.save(), wallMs: this.#wallMs, isLive: this.#before.isLive }),
      onWritten: (written: Written) => this.#written(written),
      breathe: nextTurn,
    };
    const opener = new RunOpener(this.#stores, { console: this.#watch.tap({ write }), options, stored: this.#stored });
    const open = await opener.open(this.#assignment);
    const { prepared } = open;
    const notes = open.notes === null ? undefined : decodeNotes(open.notes);
    if (notes) this.#before = notes;
    if (notes) this.#console.script.goOn(notes.script);
    for (const bytes of open.console) this.#console.recall(bytes);
    const guard = new CrashGuard(prepared.run, this.#watch, {
      runner: open.recorder,
      symbols: await symbolsOf(this.#assignment, this.#stores, prepared),
      onCrash: (crash) => writeCrashRecord(this.#stores.store, crash, open.prefix),
      ...(notes && { before: { detector: notes.detector, console: Buffer.concat(open.console) } }),
      ...(head && head.parts.length > 0 && { crash: await crashOf(this.#stores, run, head) }),
    });
    const session = new RunSession(prepared.run, {
      outputs: [],
      maxInstructions: this.#maxInstructions,
      maxWallMs: job.limits.wallSeconds * 1000 - this.#before.wallMs,
      runner: { runUntil: (limits) => this.#runUntil(guard, limits) },
      isPaced: () => this.#isInteractive,
    });
    guard.onOver = () => session.requestEnd('crashed');
    this.#opened = { open, session, guard, device: prepared.consoleDevice };
    prepared.run.onEvent(({ event }) => event.kind === 'characters' && this.#typed.happened(event.bytes, open.recorder.segment));
    this.#startedAt = performance.now();
    this.#storedAt = this.#startedAt;
    if (prepared.consoleDevice !== null) typeFirst(prepared.run, prepared.consoleDevice, this.#assignment, this.#console.script, notes !== undefined, open.inherited);
    open.connect();
  }

  /** The name of the state where the run is. */
  digest(): string {
    return this.#expect().open.prepared.run.digest();
  }

  /** Runs until this process has nothing to do with the run any more. @throws what keeps it from going on */
  async toEnd(): Promise<void> {
    const { session, open: { recorder } } = this.#expect();
    for (;;) {
      if (this.#wish) session.requestEnd('interrupted');
      const end = await session.toEnd();
      if (this.#failure) throw this.#failure.error;
      if (this.#reason !== undefined) return this.#end({ reason: this.#reason, exitCode: null });
      if (end.reason === 'io-error') throw end.error;
      if (end.reason !== 'interrupted') return this.#end(end);
      if (!recorder.canClose || !this.#wish) continue; // not between two instants: a little further
      if (await this.#fulfil(this.#wish)) return;
    }
  }

  /** Takes a command; what it asks for is done between two slices. */
  command(command: Command): void {
    if (command.kind === 'input') {
      this.#typed.take(command);
      this.#opened?.session.wake();
    }
    if (this.#seen.has(command.id)) return;
    this.#seen.add(command.id);
    switch (command.kind) {
      case 'pause':
      case 'cancel':
      case 'release':
        return this.#want(command.kind);
      case 'migrate':
        return this.#keep(async () => {
          await this.#expect().open.recorder.keyframe(); // most is stored while the guest goes on
          this.#want('migrate');
        });
      case 'snapshot':
        return this.#keep(async () => {
          const { digest: state, icount } = await this.#expect().open.recorder.keyframe();
          await this.#committer.settled();
          await this.#port.report({ kind: 'answer', command: command.id, body: { error: null, result: { state, icount } } });
        });
      case 'resume-after-migration':
        return this.#goOn();
      case 'input':
        return undefined; // taken already
    }
  }

  release(): void {
    this.#want('release');
  }

  get #isInteractive(): boolean {
    const { boot, console } = this.#assignment.job;
    return this.#before.isLive || (boot.kind === 'linux' && boot.command === undefined && console.input === undefined && this.#console.script.isDone);
  }

  get #wallMs(): number {
    return this.#before.wallMs + (this.#startedAt > 0 ? performance.now() - this.#startedAt : 0);
  }

  /** Where the run ends, or stops for others to go on from. */
  get #maxInstructions(): number {
    const { job, until } = this.#assignment;
    return Math.min(job.limits.instructions ?? Infinity, until && 'instructions' in until ? until.instructions : Infinity);
  }

  #expect(): Opened {
    if (!this.#opened) throw new Error('the run is not open');
    return this.#opened;
  }

  #type(text: string): void {
    const { open: { prepared: { run } }, device } = this.#expect();
    if (device === null) return;
    run.inject({ kind: 'characters', device, bytes: new TextEncoder().encode(text) });
    run.requestStop(); // so that it comes at the very next instruction
  }

  #stopFor(reason: RunReason): void {
    this.#reason ??= reason;
    const { session, open: { prepared: { run } } } = this.#expect();
    run.requestStop();
    session.requestEnd('terminated');
  }

  #want(wish: Wish): void {
    this.#wish ??= wish;
    this.#opened?.session.requestEnd('interrupted');
  }

  /** Lets something be done while the run goes on; what fails ends it. */
  #keep(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#failure ??= { error };
      this.#opened?.session.requestEnd('terminated');
    });
  }

  async #runUntil(guard: CrashGuard, limits: RunLimits): Promise<RunStop> {
    await this.#lookUp();
    if (this.#failure) return { reason: 'stop-request' };
    return guard.runUntil(limits);
  }

  /** Between two slices: what was typed comes in, what is due is told and stored. */
  async #lookUp(): Promise<void> {
    const { open: { prepared: { run }, recorder }, device } = this.#expect();
    for (const bytes of this.#typed.next()) {
      this.#before = { ...this.#before, isLive: true };
      if (device !== null) run.inject({ kind: 'characters', device, bytes });
    }
    const now = performance.now();
    if (now >= this.#nextNews) this.#tellConsole(now);
    if (now >= this.#nextProgress) this.#tellProgress(now);
    if (this.#stored.total > this.#assignment.job.limits.storedBytes) this.#stopFor('stored-limit');
    const due = this.#storedAt + (this.#typed.isOpen ? STORE_INPUT_MS : STORE_MS);
    if (now < due || this.#isStoring || !recorder.hasNews || !recorder.canClose) return;
    const isWaitedFor = this.#typed.isOpen;
    const storing = this.#store();
    this.#heldMs += performance.now() - now;
    if (isWaitedFor) await storing.catch(() => {}); // it is seen to as a failure
  }

  /** Closes the segment here; it is written while the run goes on. */
  #store(): Promise<void> {
    this.#isStoring = true;
    const storing = this.#expect().open.recorder.flush({ output: true }).finally(() => {
      this.#isStoring = false;
      this.#storedAt = performance.now();
    });
    this.#keep(() => storing);
    return storing;
  }

  async #written(written: Written): Promise<void> {
    if (written.summary.segments === 0) return;
    const head = headAfter(this.#assignment.head, this.#assignment.epoch, written, this.#stored.total);
    if (this.#isEnding) this.#committer.offerLast(head);
    else this.#committer.offer(head);
  }

  #answersOf({ parts }: Head): Answer[] {
    return this.#typed.answers(parts.at(-1)?.to ?? 0);
  }

  #tellConsole(now: number): void {
    this.#nextNews = now + NEWS_MS;
    const { offset, bytes } = this.#console.takeFresh();
    if (bytes.length > 0) this.#port.send({ kind: 'console', offset, bytes });
  }

  #tellProgress(now: number): void {
    this.#nextProgress = now + PROGRESS_MS;
    const { run } = this.#expect().open.prepared;
    this.#port.send({ kind: 'progress', vmState: this.#wish === 'migrate' ? 'finish-migrate' : 'running', icount: run.icount, runMs: now - this.#startedAt, heldMs: this.#heldMs });
  }

  /** The run stands between two instants. True if it has been let go. */
  async #fulfil(wish: Wish): Promise<boolean> {
    const { open: { recorder } } = this.#expect();
    if (wish === 'cancel') {
      await this.#end({ reason: 'cancelled', exitCode: null });
      return true;
    }
    const state = await recorder.checkpoint();
    this.#tellConsole(performance.now());
    await this.#committer.settled();
    const { head } = this.#committer;
    if (!head) throw new Error('a run that is stored has a head');
    if (wish === 'migrate') return this.#handOver(head, state);
    const refused = await this.#port.report({ kind: 'yield', body: { to: wish === 'pause' ? 'paused' : 'pending', head, state, message: null, answers: this.#answersOf(head) } });
    if (refused !== null) throw new Error(`the control plane did not take the run back: ${refused}`);
    return true;
  }

  /** Waits, stopped, until another has taken over, which ends this process; false if nobody has. */
  async #handOver(head: Head, state: string): Promise<false> {
    const goOn = new Promise<void>((resolve) => (this.#goOn = resolve));
    const refused = await this.#port.report({ kind: 'prepared', body: { head, state, answers: this.#answersOf(head) } });
    if (refused === null) await goOn;
    this.#wish = undefined;
    return false;
  }

  async #end({ reason, exitCode, error }: Omit<RunEnd, 'reason'> & { readonly reason: RunReason }): Promise<void> {
    const { open: { prepared, recorder, prefix }, guard } = this.#expect();
    const { job } = this.#assignment;
    this.#isEnding = true;
    await recorder.finish(outcomeOf({ reason: isOfSession(reason) ? reason : 'terminated', exitCode }));
    this.#tellConsole(performance.now());
    const artefacts = await putArtefacts(this.#stores.store, prefix, job, prepared);
    await this.#committer.settled();
    const { head } = this.#committer;
    const answers = head ? this.#answersOf(head) : [];
    const ended = endedOf(this.#assignment, prepared.run, this.#console, { reason, exitCode, error, crash: guard.crash, head, artefacts, answers });
    const refused = await this.#port.report({ kind: 'end', body: ended });
    if (refused !== null) throw new Error(`the control plane refused the run's end: ${refused}`);
  }
}

const OWN: ReadonlySet<RunReason> = new Set(['until', 'console-limit', 'stored-limit', 'cancelled', 'job-invalid']);
const isOfSession = (reason: RunReason): reason is RunEnd['reason'] => !OWN.has(reason);

/** Lets messages in. */
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
