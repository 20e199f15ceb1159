import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION } from '../application/tokens.ts';
import type { Caller } from '../auth/caller.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { RequestProblem } from './request-problem.ts';

/** Answers that go on as something happens. Each takes memory and news for as long as it is read, so a key may have so many at a time. */
@Injectable()
export class Streams {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  constructor(@Inject(CONFIGURATION) { streamsPerKey }: Configuration) {
    this.#most = streamsPerKey;
  }

  /** Counts one more, until `gone`. @throws RequestProblem streams.limited */
  open({ key }: Caller, gone: AbortSignal): void {
    const others = this.#open.get(key) ?? 0;
    if (others >= this.#most) throw new RequestProblem(429, 'streams.limited', `this key follows ${others} runs already, which is as many as it may at a time: let one of them go`);
    if (gone.aborted) return;
    this.#open.set(key, others + 1);
    gone.addEventListener('abort', () => this.#close(key), { once: true });
  }

  #close(key: string): void {
    const left = (this.#open.get(key) ?? 0) - 1;
    if (left > 0) this.#open.set(key, left);
    else this.#open.delete(key);
  }
}
