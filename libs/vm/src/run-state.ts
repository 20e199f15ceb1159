/** QEMU's run states (qapi/run-state.json), as far as this engine enters them. */
export const runStates = [
  'prelaunch', 'running', 'paused', 'debug', 'save-vm', 'restore-vm', 'inmigrate', 'finish-migrate', 'postmigrate', 'shutdown',
  'suspended', 'watchdog', 'guest-panicked', 'io-error', 'internal-error',
] as const;

export type RunStateName = (typeof runStates)[number];

/** Which state may follow which. */
const transitions: Readonly<Record<RunStateName, readonly RunStateName[]>> = {
  prelaunch: ['running', 'paused', 'inmigrate', 'finish-migrate', 'suspended', 'restore-vm', 'save-vm'],
  running: ['debug', 'internal-error', 'io-error', 'paused', 'finish-migrate', 'restore-vm', 'save-vm', 'shutdown', 'watchdog', 'guest-panicked', 'suspended'],
  paused: ['running', 'finish-migrate', 'postmigrate', 'prelaunch', 'save-vm', 'restore-vm', 'inmigrate'],
  debug: ['running', 'paused', 'finish-migrate', 'prelaunch', 'save-vm', 'restore-vm'],
  'save-vm': ['running', 'paused', 'prelaunch', 'debug', 'shutdown', 'guest-panicked', 'internal-error'],
  'restore-vm': ['running', 'paused', 'prelaunch', 'shutdown'],
  inmigrate: ['running', 'paused', 'internal-error', 'io-error', 'shutdown', 'suspended', 'watchdog', 'guest-panicked', 'prelaunch', 'postmigrate'],
  'finish-migrate': ['running', 'paused', 'postmigrate', 'prelaunch'],
  postmigrate: ['running', 'paused', 'finish-migrate', 'prelaunch'],
  shutdown: ['paused', 'finish-migrate', 'prelaunch', 'save-vm', 'restore-vm'],
  suspended: ['running', 'finish-migrate', 'prelaunch', 'save-vm', 'restore-vm'],
  watchdog: ['running', 'finish-migrate', 'prelaunch', 'save-vm', 'restore-vm'],
  'guest-panicked': ['running', 'finish-migrate', 'prelaunch', 'save-vm', 'restore-vm'],
  'io-error': ['running', 'finish-migrate', 'prelaunch', 'save-vm', 'restore-vm'],
  'internal-error': ['paused', 'finish-migrate', 'prelaunch', 'save-vm', 'restore-vm'],
};

export type RunStateHandler = (state: RunStateName, from: RunStateName) => void;

/** The run state of one VM, with those who want to know of its changes. */
export class RunState {
  #current: RunStateName = 'prelaunch';
  readonly #handlers = new Set<RunStateHandler>();

  get current(): RunStateName {
    return this.#current;
  }

  get isRunning(): boolean {
    return this.#current === 'running';
  }

  /** Throws when the current state does not lead to the next; to the same state it does nothing. */
  set(next: RunStateName): void {
    const from = this.#current;
    if (next === from) return;
    if (!transitions[from].includes(next)) throw new Error(`a VM that is '${from}' cannot become '${next}'`);
    this.#current = next;
    for (const handler of this.#handlers) handler(next, from);
  }

  /** Calls `handler` after every change; the function returned ends that. */
  onChange(handler: RunStateHandler): () => void {
    this.#handlers.add(handler);
    return () => void this.#handlers.delete(handler);
  }
}
