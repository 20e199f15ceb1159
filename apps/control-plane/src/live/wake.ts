/** Something to wait for that may come at any time, and more than once while nobody waits. */
export class Wake {
  #isSet = false;
  #resolve: (() => void) | undefined;

  set(): void {
    this.#isSet = true;
    this.#resolve?.();
  }

  /** Until it has been set since the last wait, `ms` have passed, or `gone` is aborted. */
  async wait(ms: number, gone: AbortSignal): Promise<void> {
    if (!this.#isSet && !gone.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      const stop = (): void => resolve();
      gone.addEventListener('abort', stop, { once: true });
      this.#resolve = resolve;
      await promise;
      clearTimeout(timer);
      gone.removeEventListener('abort', stop);
      this.#resolve = undefined;
    }
    this.#isSet = false;
  }
}
