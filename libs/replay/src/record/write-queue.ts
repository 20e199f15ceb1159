/** Work that is done one after the other while something else goes on. After a failure, nothing more is done. */
export class WriteQueue {
  #last: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  add(work: () => Promise<void>): void {
    this.#last = this.#last.then(async () => {
      if (this.#failure) return;
      try {
        await work();
      } catch (error) {
        this.#failure = { error };
      }
    });
  }

  /** Waits until all is done. @throws what went wrong */
  async idle(): Promise<void> {
    await this.#last;
    if (this.#failure) throw this.#failure.error;
  }
}
