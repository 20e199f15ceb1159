/** What takes so much of the machine that one of it at a time is enough. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` after all that was given before. */
  do<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
