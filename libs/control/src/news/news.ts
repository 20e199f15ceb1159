/** Channels by what they tell of: a run's console, a run's events, what a worker should look for. */
export type NewsChannel = `console:${string}` | `run:${string}` | `worker:${string}`;

/** Console output as it comes: where in the run's output it begins, and the bytes as base64. */
export interface ConsoleNews {
  readonly epoch: number;
  readonly offset: number;
  readonly data: string;
}

/** A run has changed: there are events up to this number, or (`command`) a command has been given or answered. */
export interface RunNews {
  readonly version: number;
  readonly state: string;
  readonly command?: string;
}

/** There is something for a worker: its next heartbeat should come now. */
export interface WorkerNews {
  readonly look: true;
}

export type NewsMessage<C extends NewsChannel> = C extends `console:${string}` ? ConsoleNews : C extends `run:${string}` ? RunNews : WorkerNews;
